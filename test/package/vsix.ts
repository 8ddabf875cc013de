import { join } from 'node:path';
import { generateLicenseFile } from 'generate-license-file';
import { runCommand } from '../host/command';
import { projectRoot } from '../host/paths';

/** The platforms as Node and as the Marketplace call them, where the names differ. */
const targetNames: Readonly<Record<string, string>> = { 'linux-arm': 'linux-armhf' };

/** The licenses of the packages that are bundled, and of those that they are made of. */
const licensesFile = 'dist/thirdPartyLicenses.txt';

/**
 * Builds the package of Thoth for this platform; it holds the SQLite binding of this machine.
 * @throws Error when building or packaging fails
 */
export async function packageExtension(file: string): Promise<void> {
  await runCommand(process.execPath, ['esbuild.js', '--production'], { cwd: projectRoot });
  await generateLicenseFile(join(projectRoot, 'package.json'), join(projectRoot, licensesFile));
  await packFolder(projectRoot, file, ['--target', packageTarget(), '--no-rewrite-relative-links']);
}

/**
 * Packs a built extension.
 * @throws Error when its manifest is not valid
 */
export async function packFolder(folder: string, file: string, options: readonly string[] = []): Promise<void> {
  const vsce = join(projectRoot, 'node_modules/@vscode/vsce/vsce');
  const always = ['--no-dependencies', '--allow-missing-repository'];
  await runCommand(process.execPath, [vsce, 'package', ...always, ...options, '--out', file], { cwd: folder });
}

/** This platform as packages name it, such as `linux-x64`. */
export function packageTarget(): string {
  const platform = `${process.platform}-${process.arch}`;
  return targetNames[platform] ?? platform;
}

import { join } from 'node:path';
import { runCommand } from '../host/command';
import { projectRoot } from '../host/paths';

/** The platforms as Node and as the Marketplace call them, where the names differ. */
const targetNames: Readonly<Record<string, string>> = { 'linux-arm': 'linux-armhf' };

/**
 * Builds the package of Thoth for this platform; it holds the SQLite binding of this machine.
 * @throws Error when building or packaging fails
 */
export async function packageExtension(file: string): Promise<void> {
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  await runCommand(process.execPath, ['esbuild.js', '--production'], { cwd: projectRoot });
  await runCommand(
    process.execPath,
    [join(projectRoot, 'node_modules/@vscode/vsce/vsce'), 'package', '--target', packageTarget(), ...options, '--out', file],
    { cwd: projectRoot },
  );
}

/** This platform as packages name it, such as `linux-x64`. */
export function packageTarget(): string {
  const platform = `${process.platform}-${process.arch}`;
  return targetNames[platform] ?? platform;
}

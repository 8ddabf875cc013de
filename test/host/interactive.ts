import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { workbenchUrl } from './browser';
import { cacheFolder, projectRoot } from './paths';
import { packageExtension } from '../package/vsix';
import { installExtension, startServer } from './serverProcess';
import { writeQuietSettings } from './userSettings';

/**
 * Opens a VS Code with Thoth in it for somebody to use, with throw-away settings; returns when they are done:
 * when the desktop's window is closed, or at Ctrl+C.
 * @param desktop the executable of a desktop VS Code; none: the package is installed into a server, whose URL is printed
 */
export async function openForPerson(folder: string, desktop: string | undefined): Promise<void> {
  const userData = join(cacheFolder, 'start');
  await rm(userData, { recursive: true, force: true });
  try {
    if (desktop === undefined) await serve(folder, userData);
    else await openDesktop(desktop, folder, userData);
  } finally {
    await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function serve(folder: string, userData: string): Promise<void> {
  await writeQuietSettings(join(userData, 'data'));
  const vsix = join(cacheFolder, 'thoth.vsix');
  await packageExtension(vsix);
  await installExtension(vsix, userData);
  const server = await startServer(userData, { forTests: false });
  const url = workbenchUrl(server, { folder });
  console.log(`VS Code with Thoth is at\n\n  ${url}\n\nPress Ctrl+C to stop it.`);
  await Promise.race([stopSignal(), server.ended]);
  await server.dispose();
}

async function openDesktop(desktop: string, folder: string, userData: string): Promise<void> {
  await writeQuietSettings(userData);
  const args = [
    folder,
    `--extensionDevelopmentPath=${projectRoot}`,
    `--user-data-dir=${userData}`,
    `--extensions-dir=${join(userData, 'extensions')}`,
    ...['--disable-updates', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes', '--wait'],
  ];
  console.log('VS Code with Thoth opens. Close it, or press Ctrl+C, to end.');
  const window = spawn(desktop, args, { stdio: 'ignore' });
  await Promise.race([stopSignal(), once(window, 'exit')]);
  window.kill();
}

/** The listeners stay: the program that starts this one may send the signal twice, and the second one must not cut the end short. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

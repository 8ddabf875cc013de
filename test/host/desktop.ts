import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { messageOf } from '../../src/base/errors';
import { cacheFolder, vsCodeVersion } from './paths';

/** How long the download server may stay silent before the VS Code server is used instead. */
const silenceLimitMs = 15_000;

/**
 * The executable of a desktop VS Code, downloaded into the cache at the first call;
 * undefined where there is no display or it cannot be downloaded, with the reason printed.
 * `THOTH_TEST_HOST` set to `desktop` or `server` decides it.
 * @throws Error when `desktop` is required and not available, or the variable has another value
 */
export async function findDesktop(): Promise<string | undefined> {
  const wanted = process.env['THOTH_TEST_HOST'];
  if (wanted === 'server') return undefined;
  if (wanted === 'desktop') return download();
  if (wanted) throw new Error(`THOTH_TEST_HOST is "${wanted}"; it can be "desktop" or "server", or be left out.`);

  if (!hasDisplay()) {
    console.log('No display: the VS Code server and a headless browser are used.');
    return undefined;
  }
  return download().catch((error: unknown) => {
    console.log(`No desktop VS Code (${messageOf(error)}): the VS Code server and a headless browser are used.`);
    return undefined;
  });
}

function download(): Promise<string> {
  return downloadAndUnzipVSCode({
    version: vsCodeVersion,
    cachePath: cacheFolder,
    timeout: silenceLimitMs,
    reporter: new SilentReporter(),
  });
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

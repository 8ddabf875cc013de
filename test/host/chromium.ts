import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { cachedFolder } from './cachedFolder';
import { runCommand } from './command';
import { projectRoot } from './paths';

/** What a browser for tests must not do: ask the network for anything, or need rights that root in a container lacks. */
const quietFlags = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
];

/**
 * Starts a headless Chromium: the one on PATH, else the one that the npm package `@sparticuz/chromium` carries.
 * @throws Error when the machine has no browser and the package's one does not run on it
 */
export async function launchChromium(): Promise<Browser> {
  const onPath = findOnPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
  const where = onPath === undefined ? await packagedChromium() : { executablePath: onPath };
  return chromium.launch({ ...where, headless: true, args: quietFlags, handleSIGINT: false, handleSIGTERM: false });
}

function findOnPath(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

async function packagedChromium(): Promise<LaunchOptions> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium was found on PATH. Install Chromium or Google Chrome and run this again.');
  }
  const manifest = await readFile(join(projectRoot, 'node_modules/@sparticuz/chromium/package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const folder = await cachedFolder(`chromium-${version}`, unpackChromium);
  const fontConfig = join(folder, 'fonts.conf');
  await writeFile(fontConfig, fontConfigFor(join(folder, 'fonts')));
  return {
    executablePath: join(folder, 'chromium'),
    env: { ...definedEnvironment(), LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: fontConfig },
  };
}

/** The package unpacks into the temporary folder, with the libraries that a bare system lacks only when it believes to be in a Lambda. */
async function unpackChromium(folder: string): Promise<void> {
  await runCommand(process.execPath, ['-e', `require('@sparticuz/chromium').executablePath()`], {
    cwd: projectRoot,
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
  });
}

function fontConfigFor(fonts: string): string {
  const folders = [fonts, '/usr/share/fonts'].map((folder) => `<dir>${folder}</dir>`).join('');
  return `<?xml version="1.0"?><fontconfig>${folders}<cachedir>${fonts}-cache</cachedir></fontconfig>\n`;
}

function definedEnvironment(): Record<string, string> {
  const defined = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(defined);
}

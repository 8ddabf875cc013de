import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { launchChromium } from './chromium';
import { installExtension, startServer, type ServerProcess } from './serverProcess';
import { writeQuietSettings } from './userSettings';

/** Which VS Code to open, and with what in it. */
export interface WorkbenchOptions {
  /** The folder that is opened; none: an empty window. */
  readonly folder?: string | undefined;
  /** Where settings, extensions and logs are kept, for a later call to find; none: a new folder, removed at the end. */
  readonly userDataDir?: string | undefined;
  /** The folders of extensions that run from their sources. */
  readonly extensionDevelopmentPath?: readonly string[];
  /** A package that is installed before the window opens. */
  readonly vsix?: string | undefined;
  /** Whether it is the VS Code that people have: it shows notifications, and loads no extension or tests from a folder. */
  readonly asPeopleHaveIt?: boolean;
  /** The module whose `run()` the extension host calls. */
  readonly extensionTestsPath?: string | undefined;
  /** Variables for the extension host, beside those of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Whether the folder counts as not trusted, until somebody trusts it; absent: every folder is trusted. */
  readonly workspaceTrust?: boolean;
  /** Gets the console of window and extension host. The extension host's is there only with `extensionTestsPath`. */
  readonly onConsole?: (line: string, page: Page) => void;
}

/** An open VS Code window in a headless browser. */
export interface Workbench {
  readonly page: Page;
  /** Where settings, extensions and logs are kept. */
  readonly userDataDir: string;
  /** The server, whose process group holds the extension hosts. */
  readonly serverProcessId: number;
  /** Opens another window of the same person on the same folder; it closes with the first. */
  openAnother(): Promise<Page>;
  /** The exit code of `run()`; rejects when window or server end before. */
  readonly exitCode: Promise<number>;
  /** Closes browser and server, and removes what was temporary. May be called more than once. */
  dispose(): Promise<void>;
}

/** How long the workbench may take to appear. */
const openLimitMs = 60_000;

/**
 * Opens a VS Code in a headless Chromium: the real workbench, on a server of its own.
 * @throws Error when server or browser cannot be had or started, or the workbench does not appear within a minute
 */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const cleanups: (() => Promise<unknown>)[] = [];
  const dispose = async (): Promise<void> => {
    for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) await cleanup();
  };
  try {
    const userDataDir = options.userDataDir ?? (await temporaryFolder(cleanups));
    await writeQuietSettings(join(userDataDir, 'data'));
    if (options.vsix !== undefined) await installExtension(options.vsix, userDataDir);
    const { environment, workspaceTrust, asPeopleHaveIt = false } = options;
    const server = await startServer(userDataDir, { environment, workspaceTrust, forTests: !asPeopleHaveIt });
    cleanups.push(() => server.dispose());
    const browser = await launchChromium();
    cleanups.push(() => browser.close());

    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const { exitCode } = await watchHost(page, server, options.onConsole);
    const open = async (window: Page): Promise<Page> => {
      await window.goto(workbenchUrl(server, options));
      await window.locator('.monaco-workbench').waitFor({ timeout: openLimitMs });
      return window;
    };
    await open(page);
    const openAnother = async (): Promise<Page> => open(await context.newPage());
    return { page, exitCode, userDataDir, serverProcessId: server.processId, openAnother, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The address at which a browser gets the workbench. Development and test paths need the server's smoke-test driver. */
export function workbenchUrl(
  server: Pick<ServerProcess, 'port' | 'token'>,
  options: Pick<WorkbenchOptions, 'folder' | 'extensionDevelopmentPath' | 'extensionTestsPath'>,
): string {
  const authority = `127.0.0.1:${server.port}`;
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  const payload = [['skipWelcome', 'true']];
  for (const path of options.extensionDevelopmentPath ?? []) payload.push(['extensionDevelopmentPath', remote(path)]);
  if (options.extensionTestsPath) payload.push(['extensionTestsPath', remote(options.extensionTestsPath)]);

  const url = new URL(`http://${authority}/`);
  url.searchParams.set('tkn', server.token);
  if (options.folder !== undefined) url.searchParams.set('folder', options.folder);
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

async function temporaryFolder(cleanups: (() => Promise<unknown>)[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'thoth-vscode-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Gives the page the two functions that a workbench calls where it finds them: one for its console, one for its end. */
async function watchHost(
  page: Page,
  server: ServerProcess,
  onConsole: WorkbenchOptions['onConsole'],
): Promise<{ exitCode: Promise<number> }> {
  const exit: { settle?: (code: number) => void; fail?: (error: Error) => void } = {};
  const exitCode = new Promise<number>((resolve, reject) => Object.assign(exit, { settle: resolve, fail: reject }));
  exitCode.catch(() => undefined);

  page.once('crash', () => exit.fail?.(new Error('The VS Code window crashed.')));
  page.once('close', () => exit.fail?.(new Error('The VS Code window was closed.')));
  void server.ended.then(() => exit.fail?.(new Error('The VS Code server ended.')));
  await page.exposeFunction('codeAutomationExit', (code: number) => exit.settle?.(code));
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) =>
    onConsole?.(format(...args), page),
  );
  return { exitCode };
}

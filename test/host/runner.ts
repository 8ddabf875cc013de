import { resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command';
import { projectRoot } from './paths';
import { installExtension } from './serverProcess';
import { writeQuietSettings } from './userSettings';

/** What is to run in a VS Code. */
export interface RunOptions {
  /** The module whose `run()` the extension host calls. */
  readonly extensionTestsPath: string;
  /** The folders of extensions that run from their sources. */
  readonly extensionDevelopmentPath: readonly string[];
  /** A package that is installed before. */
  readonly vsix?: string;
  /** The folder that is opened; none: a new, empty one. */
  readonly folder?: string;
  /** Variables for the extension host, beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs code in the extension host of a new VS Code, desktop or server, with settings and extensions of its own.
 * @param desktop the executable of a desktop VS Code; none: the server with a headless browser is used
 * @throws Error when no VS Code is available, or when the code fails
 */
export async function runInVsCode(options: RunOptions, desktop: string | undefined): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'thoth-run-'));
  const keepRunningUntilCleanedUp = (): void => undefined;
  process.on('SIGINT', keepRunningUntilCleanedUp);
  try {
    const userData = join(temporary, 'user-data');
    const extensions = join(userData, 'extensions');
    const folder = options.folder ?? join(temporary, 'workspace');
    await mkdir(folder, { recursive: true });
    await writeQuietSettings(userData);
    if (options.vsix !== undefined) await install(options.vsix, userData, desktop);

    await runTests({
      vscodeExecutablePath: desktop ?? join(projectRoot, 'test/host/codeServer'),
      extensionDevelopmentPath: [...options.extensionDevelopmentPath],
      extensionTestsPath: options.extensionTestsPath,
      extensionTestsEnv: {
        ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
        ...(desktop === undefined ? { TMPDIR: temporary } : {}),
        THOTH_USER_DATA: userData,
        ...options.environment,
      },
      launchArgs: [folder, `--user-data-dir=${userData}`, `--extensions-dir=${extensions}`],
    });
  } finally {
    process.removeListener('SIGINT', keepRunningUntilCleanedUp);
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Server and desktop keep extensions in the same place below the user data folder. */
async function install(vsix: string, userData: string, desktop: string | undefined): Promise<void> {
  if (desktop === undefined) return installExtension(vsix, userData);
  const [program = desktop, ...args] = resolveCliArgsFromVSCodeExecutablePath(desktop, { reuseMachineInstall: true });
  const places = [`--user-data-dir=${userData}`, `--extensions-dir=${join(userData, 'extensions')}`];
  await runCommand(program, [...args, ...places, '--install-extension', vsix]);
}

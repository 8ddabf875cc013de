import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runCommand } from './command';
import { installServer } from './serverInstall';

/** A running VS Code server on the loopback interface. */
export interface ServerProcess {
  readonly port: number;
  /** What a browser must bring along as `?tkn=`. */
  readonly token: string;
  /** The process, whose group holds all that it starts, extension hosts among them. */
  readonly processId: number;
  /** Settles when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  dispose(): Promise<void>;
}

export interface ServerOptions {
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  readonly forTests: boolean;
  /** Whether a folder must be trusted by the person, as in the VS Code that people have; absent: every folder is. */
  readonly workspaceTrust?: boolean | undefined;
}

/** How long the server may take until it listens. */
const startLimitMs = 60_000;

/** How long it may take to end before it is made to. */
const stopLimitMs = 3_000;

/**
 * Starts a VS Code server on a free port.
 * @param dataFolder holds its settings, extensions and logs; it may be new, or be used again by a later server
 * @param options.environment what the extension host sees beside the variables of this process
 * @param options.forTests lets a window load extensions and tests from folders; it then shows no toasts
 * @throws Error with the server's output when it ends, or does not listen within a minute
 */
export async function startServer(
  dataFolder: string,
  { environment, forTests, workspaceTrust = false }: ServerOptions,
): Promise<ServerProcess> {
  const { node, program } = await installServer();
  const temporary = await mkdtemp(join(tmpdir(), 'thoth-server-'));
  const token = randomBytes(16).toString('hex');
  const tokenFile = join(dataFolder, 'connection-token');
  await mkdir(dataFolder, { recursive: true });
  await writeFile(tokenFile, token, { mode: 0o600 });

  const args = [
    program,
    ...['--host', '127.0.0.1', '--port', '0'],
    ...['--connection-token-file', tokenFile, '--server-data-dir', dataFolder],
    '--accept-server-license-terms',
    ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    ...(forTests ? ['--enable-smoke-test-driver'] : []),
    ...['--disable-telemetry', '--telemetry-level', 'off'],
  ];
  const child = spawn(node, args, {
    detached: true,
    env: { ...process.env, TMPDIR: temporary, XDG_RUNTIME_DIR: temporary, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => signalGroup(child, 'SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'close').then(() => void process.removeListener('exit', kill));
  const dispose = async (): Promise<void> => {
    signalGroup(child, 'SIGTERM');
    const limit = setTimeout(kill, stopLimitMs);
    await ended;
    clearTimeout(limit);
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { port: await listeningPort(child), token, processId: child.pid ?? 0, ended, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Installs a packaged extension into a server's data folder, as a user would. */
export async function installExtension(vsix: string, dataFolder: string): Promise<void> {
  const { node, program } = await installServer();
  await runCommand(node, [program, '--install-extension', vsix, '--server-data-dir', dataFolder]);
}

/** The server starts extension hosts and file watchers of its own: they are one process group, and end together. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const output: string[] = [];
    const fail = (reason: string): void => {
      clearTimeout(limit);
      reject(new Error(`The VS Code server ${reason}.\n${output.join('\n')}`));
    };
    const limit = setTimeout(() => fail('did not listen within a minute'), startLimitMs);
    const read = (line: string): void => {
      output.push(line);
      const port = /Extension host agent listening on (\d+)/.exec(line)?.[1];
      if (port === undefined) return;
      clearTimeout(limit);
      resolve(Number(port));
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', read);
    }
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    child.once('exit', (code) => fail(`ended with exit code ${code}`));
  });
}

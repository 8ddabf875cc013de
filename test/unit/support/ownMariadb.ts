import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Suite } from 'mocha';
import { freePort } from './freePort';
import { mariadbServer, withoutServers } from './servers';

const env = { ...process.env, PATH: [process.env.PATH, '/usr/sbin', '/usr/local/sbin'].join(delimiter) };

const howToRun =
  'Some tests of MySQL and MariaDB start a server of their own: ' +
  'install MariaDB (mariadbd, mariadb-install-db) and openssl.';

let isInstalled: boolean | undefined;

/** A suite that starts servers; where none is installed, it says so once and has no tests. On CI it runs, and fails. */
export function describeWithOwnMariadb(title: string, suite: (this: Suite) => void): void {
  if (withoutServers) return;
  const wasKnown = isInstalled !== undefined;
  isInstalled ??= Boolean(process.env.CI) || spawnSync('mariadbd', ['--version'], { env }).status === 0;
  if (isInstalled) describe(`${title} (${mariadbServer.label})`, suite);
  else if (!wasKnown) console.log(howToRun);
}

/** A MariaDB server in a folder of its own, which a test may stop, freeze and break. Its root has no password. */
export class OwnMariadb {
  readonly host = '127.0.0.1';
  readonly user = 'root';
  readonly password = '';
  private process: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly port: number,
  ) {}

  static async create(): Promise<OwnMariadb> {
    const folder = await mkdtemp(join(tmpdir(), 'thoth-mariadb-'));
    const server = new OwnMariadb(folder, await freePort());
    run('mariadb-install-db', [
      ...['--no-defaults', `--datadir=${server.dataFolder}`, '--auth-root-authentication-method=normal'],
      ...['--skip-test-db', ...asThisUser()],
    ]);
    return server;
  }

  get dataFolder(): string {
    return join(this.folder, 'data');
  }

  /** Starts the server, and waits until it answers. */
  async start(...options: readonly string[]): Promise<void> {
    const child = spawn(
      'mariadbd',
      [
        ...['--no-defaults', `--datadir=${this.dataFolder}`, `--port=${this.port}`, '--bind-address=127.0.0.1'],
        ...[`--socket=${join(this.folder, 'socket')}`, '--skip-name-resolve', ...asThisUser()],
        ...['--innodb-buffer-pool-size=16M', '--innodb-flush-log-at-trx-commit=0', ...options],
      ],
      { env, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.process = child;
    const said: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) {
      said.push(line);
      if (line.includes('ready for connections')) {
        child.stderr.resume();
        return;
      }
    }
    throw new Error(`The server did not start:\n${said.join('\n')}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.process?.kill(signal);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Runs a command to its end. */
export function run(command: string, args: readonly string[]): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} failed:\n${stdout}\n${stderr}`);
}

/** The server refuses to run as the superuser without this option. */
function asThisUser(): string[] {
  return process.geteuid?.() === 0 ? ['--user=root'] : [];
}

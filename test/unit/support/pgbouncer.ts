import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './freePort';
import { describeIf, isAvailable, postgresServer, type TestServer } from './servers';

const env = { ...process.env, PATH: [process.env.PATH, '/usr/sbin', '/usr/local/sbin'].join(delimiter) };

/** A suite against a PostgreSQL server behind poolers. Without one of the two it is skipped with a message; in CI never. */
export function describeWithPgbouncer(title: string, suite: () => void): void {
  if (!isAvailable(postgresServer)) return;
  const isInstalled = spawnSync('pgbouncer', ['--version'], { env }).status === 0;
  describeIf(isInstalled, title, 'Install PgBouncer (apt-get install pgbouncer) to run it.', suite);
}

/** Settings of a pooler, by PgBouncer's own names. */
export type PoolerSettings = Readonly<Record<string, string | number>>;

/** It refuses to run as root. */
const runAs = process.getuid?.() === 0 ? { uid: userId('-u'), gid: userId('-g') } : {};

function userId(which: '-u' | '-g'): number {
  return Number(execFileSync('id', [which, 'nobody'], { encoding: 'utf8' }));
}

/** Starts a pooler before the suite it is called in, and stops it afterwards. @param to the server behind it */
export function usePgbouncer(settings: PoolerSettings, to: TestServer = postgresServer): TestServer {
  let folder = '';
  let port = 0;
  let pooler: ChildProcess | undefined;

  before(async function () {
    this.timeout(30_000);
    folder = await mkdtemp(join(tmpdir(), 'thoth-pgbouncer-'));
    port = await freePort();
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(file, configuration(to, { listen_port: port, ...settings }));
    if (runAs.uid !== undefined) for (const path of [folder, file]) chownSync(path, runAs.uid, runAs.gid);
    pooler = await start(file);
  });

  after(async () => {
    if (pooler?.exitCode === null) {
      pooler.kill('SIGKILL');
      await once(pooler, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  });

  return {
    ...postgresServer,
    label: 'PgBouncer',
    host: '127.0.0.1',
    get port() {
      return port;
    },
  };
}

function configuration({ host, port, user, password }: TestServer, settings: PoolerSettings): string {
  const all: PoolerSettings = { listen_addr: '127.0.0.1', auth_type: 'any', unix_socket_dir: '', ...settings };
  return [
    '[databases]',
    `* = host=${host} port=${port} user=${user}${password === '' ? '' : ` password='${password.replaceAll("'", "''")}'`}`,
    '[pgbouncer]',
    ...Object.entries(all).map(([name, value]) => `${name} = ${value}`),
  ].join('\n');
}

async function start(file: string): Promise<ChildProcess> {
  const pooler = spawn('pgbouncer', [file], { env, stdio: ['ignore', 'ignore', 'pipe'], ...runAs });
  const said: string[] = [];
  for await (const line of createInterface({ input: pooler.stderr })) {
    said.push(line);
    if (line.includes('process up')) {
      pooler.stderr.resume();
      return pooler;
    }
  }
  throw new Error(`PgBouncer did not start: ${said.join(' ')}`);
}

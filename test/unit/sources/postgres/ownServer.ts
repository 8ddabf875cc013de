import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readdirSync } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/freePort';
import { describeIf, postgresServer, withoutServers } from '../../support/servers';
import { runScript, type Server } from './support';

/** A PostgreSQL server for one suite, which can stop and configure it. */
export interface OwnServer extends Server {
  /** The server's certificate for the host `localhost`, signed by itself. */
  readonly certificate: string;
  /** Starts it, or starts it again, with or without encryption. */
  start(encryption: 'on' | 'off'): void;
  /** Stops it as if it had crashed. */
  crash(): void;
  run(script: string, database?: string): Promise<string[][]>;
}

/** Who may connect: the first line that fits decides. */
const hostRules = `
  host    all all          127.0.0.1/32 trust
`;

/** A suite that needs a server of its own. It is skipped if PostgreSQL's programs are missing. */
export function describeWithOwnPostgres(title: string, suite: () => void): void {
  if (withoutServers) return;
  const how = 'Install PostgreSQL, and put the folder of initdb and pg_ctl on the PATH or into PGBINDIR.';
  describeIf(
    programs !== undefined,
    `${title} (${postgresServer.label})`,
    `PostgreSQL's own programs are not found. ${how}`,
    suite,
  );
}

const programs = findPrograms();

function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : [];
  const folders = [
    ...(process.env.PGBINDIR ? [process.env.PGBINDIR] : []),
    ...(process.env.PATH ?? '').split(':'),
    ...versions.map((version) => join(debian, version, 'bin')),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')));
}

/** The server refuses to run as root; then it runs as the user that the packages create for it. */
const runAs = process.getuid?.() === 0 ? { uid: userId('-u'), gid: userId('-g') } : {};

function userId(which: '-u' | '-g'): number {
  return Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
}

/** @param rules lines of pg_hba.conf, which come before the one that lets everybody in from this machine */
export function useOwnServer(rules = ''): OwnServer {
  let folder = '';
  let port = 0;
  const data = (): string => join(folder, 'data');
  const control = (...options: string[]): void => {
    const common = ['-D', data(), '-l', join(folder, 'server.log'), '-w'];
    // the server keeps inherited handles open: waiting for the end of a pipe would never finish
    execFileSync(join(programs ?? '', 'pg_ctl'), [...common, ...options], { stdio: 'ignore', ...runAs });
  };
  const isRunning = (): boolean => existsSync(join(data(), 'postmaster.pid'));
  const crash = (): void => {
    if (isRunning()) control('stop', '-m', 'immediate');
  };

  before(async function () {
    this.timeout(60_000);
    folder = await mkdtemp(join(tmpdir(), 'thoth-postgres-'));
    if (runAs.uid !== undefined) chownSync(folder, runAs.uid, runAs.gid);
    const initialise = ['-D', data(), '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
    execFileSync(join(programs ?? '', 'initdb'), initialise, { stdio: 'ignore', ...runAs });
    makeCertificate(data());
    await writeFile(join(data(), 'pg_hba.conf'), rules + hostRules);
    port = await freePort();
    await appendFile(
      join(data(), 'postgresql.conf'),
      `\nport = ${port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n`,
    );
    server.start('on');
  });
  after(async () => {
    crash();
    await rm(folder, { recursive: true, force: true });
  });

  const server: OwnServer = {
    host: '127.0.0.1',
    get port() {
      return port;
    },
    user: 'postgres',
    get certificate() {
      return join(data(), 'server.crt');
    },
    start: (encryption) => {
      crash();
      control('start', '-o', `-c ssl=${encryption}`);
    },
    crash,
    run: (script, database) => runScript(script, database, server),
  };
  return server;
}

function makeCertificate(folder: string): void {
  const [key, certificate] = [join(folder, 'server.key'), join(folder, 'server.crt')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
  execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'ignore', ...runAs });
  chmodSync(key, 0o600);
}

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SshSettings } from '../../../../src/sources/source';
import { freePort } from '../../support/freePort';

const program = '/usr/sbin/sshd';

/**
 * A suite of tests against an OpenSSH server. Without one it is skipped with a message, or fails where no test may be
 * skipped.
 */
export function describeWithSshd(title: string, suite: () => void): void {
  if (existsSync(program) || process.env['CI'] === 'true') describe(title, suite);
  else console.log(`Not run: "${title}". Install OpenSSH's server (apt-get install openssh-server) to run it.`);
}

/** An OpenSSH server on the loopback, with its own keys. It accepts the user who runs the tests. */
export interface Sshd {
  readonly port: number;
  /** A file in the server's folder, such as the private keys `user`, `locked` (by `pass phrase`) and `stranger`. */
  file(name: string): string;
  /** Settings that log in with the key `user`. */
  settings(changes?: Partial<SshSettings>): SshSettings;
  /** The line of a file of known hosts for the host's key of a type. */
  knownLine(type: HostKeyType): Promise<string>;
  /** Sends a signal to every process that serves a connection. */
  signalSessions(signal: NodeJS.Signals): void;
}

export const hostKeyTypes = ['ed25519', 'rsa'] as const;
export type HostKeyType = (typeof hostKeyTypes)[number];

/** Starts the server before the suite it is called in, and stops it afterwards. */
export function useSshd(): Sshd {
  let folder = '';
  let server: ChildProcess | undefined;
  let port = 0;
  const file = (name: string): string => join(folder, name);

  before(async function () {
    this.timeout(60_000);
    folder = await mkdtemp(join(tmpdir(), 'thoth-sshd-'));
    for (const type of hostKeyTypes) makeKey(file(`host_${type}`), type);
    for (const type of ['ed25519', 'ecdsa', 'rsa']) makeKey(file(`user_${type}`), type);
    makeKey(file('user'), 'ed25519');
    makeKey(file('locked'), 'ed25519', 'pass phrase');
    makeKey(file('restricted'), 'ed25519');
    makeKey(file('stranger'), 'ed25519');
    await authorize(file);
    port = await freePort();
    await writeFile(file('config'), configuration(file, port));
    // sshd needs this folder when it runs as root
    if (process.geteuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
    server = await start(file('config'));
    const lines = await Promise.all(hostKeyTypes.map((type) => sshd.knownLine(type)));
    await writeFile(file('known_hosts'), `# written for this test\n\n${lines.join('\n')}\n`);
  });

  after(async () => {
    if (server?.exitCode === null) {
      sshd.signalSessions('SIGKILL');
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  });

  const sshd: Sshd = {
    get port() {
      return port;
    },
    file,
    settings: (changes) => ({
      host: '127.0.0.1',
      port,
      userName: userInfo().username,
      authentication: 'key',
      keyFile: file('user'),
      knownHostsFile: file('known_hosts'),
      ...changes,
    }),
    async knownLine(type) {
      const [name, key] = (await readFile(file(`host_${type}.pub`), 'utf8')).split(' ');
      return `[127.0.0.1]:${port} ${name} ${key}`;
    },
    signalSessions(signal) {
      for (const id of descendants(server?.pid ?? 0)) signalProcess(id, signal);
    },
  };
  return sshd;
}

/** Makes a key pair: `file` and `file.pub`. */
export function makeKey(file: string, type: string, passphrase = '', format = 'RFC4716'): void {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-m', format, '-N', passphrase, '-C', 'test', '-f', file]);
}

async function authorize(file: (name: string) => string): Promise<void> {
  for (const name of ['user', 'locked', 'user_ed25519', 'user_ecdsa', 'user_rsa']) {
    await appendFile(file('authorized_keys'), await readFile(file(`${name}.pub`)));
  }
  await appendFile(file('authorized_keys'), `no-port-forwarding ${await readFile(file('restricted.pub'), 'utf8')}`);
}

function configuration(file: (name: string) => string, port: number): string {
  return [
    `ListenAddress 127.0.0.1`,
    `Port ${port}`,
    ...hostKeyTypes.map((type) => `HostKey ${file(`host_${type}`)}`),
    `AuthorizedKeysFile ${file('authorized_keys')}`,
    'AuthenticationMethods publickey',
    'PermitRootLogin prohibit-password',
    'StrictModes no',
    'UsePAM no',
    'PidFile none',
    'AllowTcpForwarding local',
    'MaxStartups 100',
  ].join('\n');
}

async function start(config: string): Promise<ChildProcess> {
  const server = spawn(program, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    said.push(line);
    if (line.includes('Server listening')) {
      server.stderr.resume();
      return server;
    }
  }
  throw new Error(`sshd did not start: ${said.join(' ')}`);
}

/** A session that has just ended needs no signal. */
function signalProcess(id: number, signal: NodeJS.Signals): void {
  try {
    process.kill(id, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** All descendants of a process. */
function descendants(id: number): number[] {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const childrenOf = (parent: number): number[] =>
    processes.flatMap(([child = 0, itsParent]) => (itsParent === parent ? [child, ...childrenOf(child)] : []));
  return childrenOf(id);
}

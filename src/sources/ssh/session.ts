import { connect, type Socket } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Client, ClientChannel, ConnectConfig } from 'ssh2';
import { awaitUnlessCancelled } from '../../base/cancellation';
import { ThothError, throwIfCancelled } from '../../base/errors';
import type { Address } from '../server/address';
import type { SshSettings } from '../source';
import { connectFailed, connectionLost, defaultSshPort, forwardRefused, hostKeyRefused, type Stage } from './errors';
import { expandHome } from './files';
import { hostKeyAlgorithms } from './hostKey';
import { checkHostKey, readKnownKeys, type KnownKeys } from './knownHosts';
import { Login } from './login';

/** The time limit for connecting, including the login, and the time between keepalives. */
const thirtySeconds = 30_000;

/** After this many keepalives without an answer the connection is considered dead; as in OpenSSH. */
const maxUnanswered = 3;

/** A connection to an SSH server, logged in. */
export class SshSession {
  private onLost: () => void = () => undefined;
  private lost: ThothError | undefined;
  private lastError: unknown;
  private isClosing = false;
  private readonly ended: Promise<void>;

  private constructor(
    private readonly ssh: SshSettings,
    private readonly client: Client,
    private readonly socket: Socket,
  ) {
    client.on('error', (error) => {
      this.lastError = error;
    });
    this.ended = new Promise((resolve) => {
      socket.once('close', () => {
        resolve();
        if (this.isClosing) return;
        this.lost = connectionLost(ssh, this.lastError);
        this.onLost();
      });
    });
  }

  /** Why the connection was lost; undefined while it works, and after it was closed on purpose. */
  get failure(): ThothError | undefined {
    return this.lost;
  }

  /** Calls back when the connection is lost, before the channels through it end; never when it is closed on purpose. */
  onceLost(callback: () => void): void {
    this.onLost = callback;
  }

  /**
   * Connects, checks the server's key against the file of known hosts, and logs in.
   * @throws ThothError with one of the SSH_ codes, INVALID_ARGUMENT or CANCELLED; nothing is left open then
   */
  static async open(ssh: SshSettings, signal: AbortSignal): Promise<SshSession> {
    throwIfCancelled(signal);
    const { host, port = defaultSshPort, knownHostsFile } = ssh;
    const file = knownHostsFile ? expandHome(knownHostsFile) : join(homedir(), '.ssh', 'known_hosts');
    const known = await readKnownKeys(file, host, port, signal);
    const login = await Login.prepare(ssh, signal);
    const { Client } = await import('ssh2');
    throwIfCancelled(signal);

    const socket = openSocket({ host, port });
    const session = new SshSession(ssh, new Client(), socket);
    try {
      await session.logIn(login, { file, known }, signal);
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  private logIn(login: Login, hosts: { file: string; known: KnownKeys }, signal: AbortSignal): Promise<void> {
    const { ssh, client, socket } = this;
    let stage: Stage = 'connecting';
    let wrongKey: ThothError | undefined;

    const verifyHost = (key: Buffer): boolean => {
      const verdict = checkHostKey(hosts.known, key);
      if (verdict === 'known') return true;
      wrongKey = hostKeyRefused(ssh, hosts.file, key, verdict);
      return false;
    };
    const failure = (cause?: unknown): ThothError => {
      if (wrongKey) return wrongKey;
      return stage === 'login' && isLoginRefusal(cause) ? login.refusal(cause) : connectFailed(ssh, stage, cause);
    };
    const config: ConnectConfig = {
      sock: socket,
      username: ssh.userName,
      hostVerifier: verifyHost,
      algorithms: { serverHostKey: hostKeyAlgorithms([...hosts.known.own, ...hosts.known.ofHost]) },
      authHandler: (accepted, partly) => login.next(accepted, partly),
      readyTimeout: thirtySeconds,
      keepaliveInterval: thirtySeconds,
      keepaliveCountMax: maxUnanswered,
    };

    const loggedIn = new Promise<void>((resolve, reject) => {
      client.once('ready', () => resolve());
      client.once('close', () => reject(failure(this.lastError)));
      client.on('error', (error) => {
        if (error.level === 'agent') login.agentFailed(error);
        else reject(failure(error));
      });
      client.once('change password', () => reject(login.expiry()));
      socket.once('connect', () => (stage = 'greeting'));
      client.once('handshake', () => (stage = 'login'));
      client.connect(config);
    });
    return awaitUnlessCancelled(loggedIn, signal);
  }

  /**
   * Makes the server connect to another one.
   * @throws ThothError SOURCE_PORT_REFUSED, SOURCE_HOST_UNREACHABLE or SSH_FAILED
   */
  forward(target: Address, from: Address): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      this.client.forwardOut(from.host, from.port, target.host, target.port, (error, channel) => {
        if (error) reject(forwardRefused(this.ssh, target, error));
        else resolve(channel);
      });
    });
  }

  /** Closes the connection without waiting for an answer. */
  async close(): Promise<void> {
    this.isClosing = true;
    this.client.end();
    this.socket.destroy();
    await this.ended;
  }
}

/** @throws ThothError INVALID_ARGUMENT for an invalid port */
function openSocket({ host, port }: Address): Socket {
  try {
    return connect({ host, port, noDelay: true });
  } catch (cause) {
    const message = `The SSH server "${host}" cannot have the port ${port}. Use one from 1 to 65535.`;
    throw new ThothError('INVALID_ARGUMENT', message, { cause });
  }
}

/** Whether the login failed: the server refused every method, or disconnected after too many attempts. */
function isLoginRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isRefused = 'level' in error && error.level === 'client-authentication';
  return isRefused || /too many authentication failures/i.test(error.message);
}

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { messageOf, ThothError, throwIfCancelled } from '../../base/errors';
import type { Address } from '../server/address';
import type { SshSettings } from '../source';
import { mayBeOwn } from './ownConnection';
import { SshSession } from './session';

const loopback = '127.0.0.1';

/** A local port whose connections the SSH server forwards to another server. */
export interface Tunnel {
  readonly host: typeof loopback;
  /** Chosen by the system. */
  readonly port: number;
  /**
   * Why connections through the tunnel fail: the tunnel was lost, or the SSH server could not make the latest
   * connection; undefined while everything works. A driver only knows that its connection broke.
   */
  readonly failure: ThothError | undefined;
  /** Closes the connections through the tunnel, and the tunnel. */
  close(): Promise<void>;
}

/**
 * Opens a tunnel to a target; the SSH server resolves its host and port. It connects to the target only when a client
 * connects to the tunnel.
 * @param signal cancels the opening; an open tunnel is closed by `close` only
 * @throws ThothError with one of the SSH_ codes, INVALID_ARGUMENT or CANCELLED; nothing is left open then
 */
export async function openTunnel(ssh: SshSettings, target: Address, signal: AbortSignal): Promise<Tunnel> {
  const session = await SshSession.open(ssh, signal);
  const tunnel = new SshTunnel(session, target);
  try {
    await tunnel.listen();
    throwIfCancelled(signal);
    return tunnel;
  } catch (error) {
    await tunnel.close();
    throw error;
  }
}

class SshTunnel implements Tunnel {
  readonly host = loopback;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private address: Pick<AddressInfo, 'port'> = { port: 0 };
  private refusal: ThothError | undefined;

  constructor(
    private readonly session: SshSession,
    private readonly target: Address,
  ) {
    this.server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) => {
      void this.serve(socket);
    });
    session.onceLost(() => this.stop());
  }

  get port(): number {
    return this.address.port;
  }

  get failure(): ThothError | undefined {
    return this.session.failure ?? this.refusal;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.on('error', (cause) => {
        const message = `This machine gives the SSH tunnel no port: ${messageOf(cause)}. Check its limits.`;
        reject(new ThothError('SSH_FAILED', message, { cause }));
      });
      this.server.listen(0, loopback, resolve);
    });
    this.address = this.server.address() as AddressInfo;
    if (this.session.failure) throw this.session.failure;
  }

  async close(): Promise<void> {
    this.stop();
    await this.session.close();
  }

  private stop(): void {
    this.server.close();
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  private async serve(socket: Socket): Promise<void> {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.sockets.delete(socket));
    const from = { host: loopback, port: socket.remotePort ?? 0 };
    try {
      if (!(await mayBeOwn(socket))) {
        socket.resetAndDestroy();
        return;
      }
      const channel = await this.session.forward(this.target, from);
      this.refusal = undefined;
      // the callback receives the error: it destroys both ends, and the driver notices that on its side
      pipeline(socket, channel, socket, () => socket.destroy());
    } catch (error) {
      if (error instanceof ThothError && this.server.listening) this.refusal = error;
      socket.resetAndDestroy();
    }
  }
}

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A proxy between a client and a server that can break their connections, as a restart of the server or of a switch
 * would.
 */
export class CuttableProxy {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private up = true;

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.server = createServer((client) => {
      if (!this.up) {
        client.destroy();
        return;
      }
      const upstream = connect(target.port, target.host);
      this.join(client, upstream);
      this.join(upstream, client);
    });
  }

  /** @param host the address at which it listens */
  static async start(
    target: { readonly host: string; readonly port: number },
    host = '127.0.0.1',
  ): Promise<CuttableProxy> {
    const proxy = new CuttableProxy(target);
    await new Promise<void>((resolve) => proxy.server.listen(0, host, resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** How many connections there are now. */
  get connections(): number {
    return this.sockets.size / 2;
  }

  /** Breaks every connection; new ones may be made. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Breaks every connection, and every new one, until `start` is called. */
  stop(): void {
    this.up = false;
    this.cut();
  }

  restart(): void {
    this.up = true;
  }

  /** Forwards no more data, like a server that hangs. */
  freeze(): void {
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }
}

import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Certificate } from './certificates';

/** Adds encryption to a server that has none, started as the protocol prescribes. */
export class TlsProxy {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  /** How many connections were encrypted. */
  encrypted = 0;

  private constructor(
    target: { readonly host: string; readonly port: number },
    protocol: 'postgres' | 'mysql',
    private readonly files: Certificate,
  ) {
    const welcome = { postgres: this.welcomePostgres, mysql: this.welcomeMysql }[protocol].bind(this);
    this.server = createServer((client) => {
      const upstream = connect(target.port, target.host);
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => other.destroy());
      }
      welcome(client, upstream);
    });
  }

  static async start(
    target: { readonly host: string; readonly port: number },
    protocol: 'postgres' | 'mysql',
    files: Certificate,
  ): Promise<TlsProxy> {
    const proxy = new TlsProxy(target, protocol, files);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** The client asks first, with a message of its own, and goes on once it has got an `S`. */
  private welcomePostgres(client: Socket, upstream: Socket): void {
    client.once('data', () => {
      client.write('S', () => {
        const secure = this.encrypt(client);
        secure.pipe(upstream);
        upstream.pipe(secure);
      });
    });
  }

  /**
   * The server greets first and says that it can encrypt; the client answers with a packet that asks for it. This
   * packet counts, so that all that follow until the login is over have other numbers on the two sides.
   */
  private welcomeMysql(client: Socket, upstream: Socket): void {
    upstream.once('data', (greeting: Buffer) => {
      const capabilities = greeting.indexOf(0, 5) + 1 + 4 + 8 + 1;
      greeting.writeUInt16LE(greeting.readUInt16LE(capabilities) | sslCapability, capabilities);
      client.write(greeting);
      client.once('data', (request: Buffer) => {
        client.pause();
        client.unshift(request.subarray(packetHeader + request.readUIntLE(0, 3)));
        const secure = this.encrypt(client);
        let loggedIn = false;
        secure.once('data', (answer: Buffer) => {
          answer.writeUInt32LE(answer.readUInt32LE(4) & ~sslCapability, 4);
          upstream.write(renumbered(answer, -1));
          secure.on('data', (packet: Buffer) => upstream.write(loggedIn ? packet : renumbered(packet, -1)));
        });
        upstream.on('data', (packet: Buffer) => {
          secure.write(loggedIn ? packet : renumbered(packet, 1));
          loggedIn ||= packet[4] === 0 || packet[4] === 0xff;
        });
      });
    });
  }

  private encrypt(client: Socket): TLSSocket {
    this.encrypted += 1;
    const secure = new TLSSocket(client, {
      isServer: true,
      cert: readFileSync(this.files.certificate),
      key: readFileSync(this.files.key),
    });
    secure.on('error', () => client.destroy());
    return secure;
  }
}

const sslCapability = 0x0800;
const packetHeader = 4;

function renumbered(packet: Buffer, by: number): Buffer {
  packet.writeUInt8((packet.readUInt8(3) + by) & 0xff, 3);
  return packet;
}

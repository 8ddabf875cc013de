import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What a server does on a connection. It may write, and listen to what the client sends. */
export type Behaviour = (socket: Socket, server: RogueServer) => void;

/** A server that behaves as a test says. */
export class RogueServer {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  /** What all clients sent. */
  readonly received: Buffer[] = [];
  /** How much `flood` has written, in bytes. */
  sent = 0;

  private constructor(behaviour: Behaviour) {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('data', (bytes) => this.received.push(bytes));
      behaviour(socket, this);
    });
  }

  static async start(behaviour: Behaviour, host = '127.0.0.1'): Promise<RogueServer> {
    const rogue = new RogueServer(behaviour);
    rogue.server.listen(0, host);
    await once(rogue.server, 'listening');
    return rogue;
  }

  get host(): string {
    return (this.server.address() as AddressInfo).address;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Whether a client sent this text. */
  hasReceived(text: string): boolean {
    return Buffer.concat(this.received).includes(text);
  }

  /** Writes without end, as fast as the client takes it. */
  flood(socket: Socket, piece: () => Buffer): void {
    const write = (): void => {
      for (let goesOn = true; goesOn && !socket.destroyed;) {
        const bytes = piece();
        this.sent += bytes.length;
        goesOn = socket.write(bytes);
      }
    };
    socket.on('drain', write);
    write();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Starts a server while `work` runs. */
export async function withRogue<T>(
  behaviour: Behaviour,
  work: (server: RogueServer) => Promise<T>,
  host?: string,
): Promise<T> {
  const server = await RogueServer.start(behaviour, host);
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { postgresServer } from '../../support/servers';

/**
 * A proxy between a source and the server: counts what passes, and simulates failures of the network. Without
 * encryption.
 */
export interface Proxy {
  readonly port: number;
  /** How many queries have passed. */
  queries(): number;
  /** How many connections are open. */
  connections(): number;
  /** From now on, no data of the server pass. Resolves when the client sends its next data. */
  stall(): Promise<void>;
  /** Cuts all connections, as a restarting router does. */
  cut(): void;
  /** From now on, refuses new connections. */
  refuse(): Promise<void>;
}

const startup = 'startup';

/** Creates a proxy for each test of the suite. */
export function useProxy(): Proxy {
  let port = 0;
  let queries = 0;
  let stalled = false;
  let onStalledRequest = (): void => undefined;
  const sockets = new Set<Socket>();

  const server = createServer((near) => {
    const far = connect(postgresServer.port, postgresServer.host);
    const messages = new MessageReader((type) => {
      if (type === 'P' || type === 'Q') queries++;
    });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
    sockets.add(near);
    near.on('close', () => sockets.delete(near));
    near.on('data', (data) => {
      messages.add(data);
      if (stalled) onStalledRequest();
      far.write(data);
    });
    far.on('data', (data) => {
      if (!stalled) near.write(data);
    });
  });

  beforeEach(async () => {
    queries = 0;
    stalled = false;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  afterEach(stop);

  return {
    get port() {
      return port;
    },
    queries: () => queries,
    connections: () => sockets.size,
    stall: () => {
      stalled = true;
      return new Promise((resolve) => (onStalledRequest = resolve));
    },
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    refuse: stop,
  };
}

/** Splits a stream of the protocol into messages: the first has no type, the others begin with a letter. */
class MessageReader {
  private rest = Buffer.alloc(0);
  private started = false;

  constructor(private readonly onMessage: (type: string) => void) {}

  add(data: Buffer): void {
    this.rest = Buffer.concat([this.rest, data]);
    for (;;) {
      const lengthAt = this.started ? 1 : 0;
      if (this.rest.length < lengthAt + 4) return;
      const end = lengthAt + this.rest.readInt32BE(lengthAt);
      if (this.rest.length < end) return;
      this.onMessage(this.started ? this.rest.toString('latin1', 0, 1) : startup);
      this.rest = this.rest.subarray(end);
      this.started = true;
    }
  }
}

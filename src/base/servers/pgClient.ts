import type { Duplex } from 'node:stream';
import type { Client, ClientConfig } from 'pg';
import { failOnException, ServerSocket } from './serverSocket';

/** About how much memory a message takes besides its bytes, and each column or cell in it, in bytes. */
const messageMemory = 100;
const cellMemory = 16;
const memoryOf: Readonly<Record<string, { readonly message: number; readonly cell: number }>> = {
  rowDescription: { message: messageMemory, cell: 100 },
  // the driver keeps a result for each
  commandComplete: { message: 500, cell: 0 },
};

interface Message {
  readonly name: string;
  readonly fieldCount?: number;
}

/**
 * A client of PostgreSQL's driver whose answers are bounded, and of which no exception escapes.
 * @param DriverClient the driver's class
 */
export function createClient(
  DriverClient: typeof Client,
  config: ClientConfig,
): { readonly client: Client; readonly socket: ServerSocket } {
  const socket = new ServerSocket();
  // the types have the stream's class, of which the driver calls only what this one has
  const stream = (): never => socket as never;
  const client = new DriverClient({ ...config, stream });
  // while no query runs, an error without a listener would end the process
  client.on('error', () => undefined);
  const { connection } = client;
  connection.on('message', ({ name, fieldCount = 0 }: Message) => {
    if (name.startsWith('copy')) throw new Error('it begins to copy, which no statement asked for');
    const { message, cell } = memoryOf[name] ?? { message: messageMemory, cell: cellMemory };
    socket.charge(message + fieldCount * cell);
  });
  connection.on('sslconnect', () => failOnException(connection.stream as Duplex, socket));
  const query = client.query.bind(client) as (...parameters: unknown[]) => unknown;
  const counted = (...parameters: unknown[]): unknown => {
    socket.beginAnswer();
    return query(...parameters);
  };
  Object.assign(client, { query: counted });
  return { client, socket };
}

import * as assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ThothError } from '../../../../src/base/errors';
import type { SshSettings } from '../../../../src/sources/source';
import { openTunnel, type Tunnel } from '../../../../src/sources/ssh/tunnel';

export const neverAborted = new AbortController().signal;

/** A server on the loopback, for one test. */
export interface TestServer {
  readonly address: { readonly host: string; readonly port: number };
  readonly sockets: ReadonlySet<Socket>;
  readonly firstConnection: Promise<Socket>;
}

/** Starts servers and opens tunnels in a test of the suite it is called in, and closes them all after it. */
export function useTunnels(): {
  serve(onConnection: (socket: Socket) => void, port?: number): Promise<TestServer>;
  echo(port?: number): Promise<TestServer>;
  open(ssh: SshSettings, target: { host: string; port: number }, signal?: AbortSignal): Promise<Tunnel>;
} {
  const servers: { server: Server; sockets: Set<Socket> }[] = [];
  const tunnels: Tunnel[] = [];

  afterEach(async () => {
    for (const tunnel of tunnels.splice(0)) await tunnel.close();
    for (const { server, sockets } of servers.splice(0)) {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    }
  });

  const serve = async (onConnection: (socket: Socket) => void, port = 0): Promise<TestServer> => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
      onConnection(socket);
    });
    servers.push({ server, sockets });
    const firstConnection = new Promise<Socket>((resolve) => server.once('connection', resolve));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return { address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port }, sockets, firstConnection };
  };

  return {
    serve,
    echo: (port) => serve((socket) => void socket.pipe(socket), port),
    async open(ssh, target, signal = neverAborted) {
      const tunnel = await openTunnel(ssh, target, signal);
      tunnels.push(tunnel);
      return tunnel;
    },
  };
}

/** Connects in the way a driver does. */
export async function connectTo({ host, port }: { host: string; port: number }): Promise<Socket> {
  const socket = connect({ host, port });
  await once(socket, 'connect');
  return socket;
}

/** Sends a text and reads the same number of bytes back. */
export async function roundTrip(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  let received = '';
  while (received.length < text.length) received += String((await once(socket, 'data'))[0]);
  return received;
}

/** Checks that a tunnel leads to an echo server. */
export async function assertLeadsToEcho(tunnel: Tunnel): Promise<void> {
  const socket = await connectTo(tunnel);
  assert.equal(await roundTrip(socket, 'hello'), 'hello');
  socket.destroy();
}

/** The error of a failed opening. */
export async function failureOf(opening: Promise<Tunnel>): Promise<ThothError> {
  try {
    await (await opening).close();
  } catch (error) {
    return error as ThothError;
  }
  return assert.fail('The tunnel opened.');
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ServerSocket } from '../../../../src/base/servers/serverSocket';

describe('The connection to a server', () => {
  it('gives what is written after the end of the server the reason of the system', async () => {
    const server = createServer((socket) => socket.end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = new ServerSocket().connect((server.address() as AddressInfo).port, '127.0.0.1');
    try {
      socket.resume();
      await once(socket, 'end');
      const failed = once(socket, 'error');
      const answered = new Promise((resolve) => socket.write('a query', resolve));
      const [error] = (await failed) as [Error & { code: string }];
      assert.equal(error.code, 'EPIPE');
      assert.equal(await answered, error);
    } finally {
      socket.destroy();
      server.close();
    }
  });
});

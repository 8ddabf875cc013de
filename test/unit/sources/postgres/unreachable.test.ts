import * as assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ErrorCode } from '../../../../src/base/errors';
import { openPostgres, usualLimits } from '../../../../src/sources/postgres/engine';
import type { SourceSettings } from '../../../../src/sources/source';
import { failsToOpen, settingsOf } from './support';

describe('opening a PostgreSQL source where there is no PostgreSQL', () => {
  function settings(overrides: Partial<SourceSettings>): SourceSettings {
    return settingsOf('shop', overrides, { host: '127.0.0.1', port: 5432, user: 'ada' });
  }

  function fails(
    overrides: Partial<SourceSettings>,
    code: ErrorCode,
    message: RegExp,
    limits = usualLimits,
  ): Promise<Error> {
    return failsToOpen(settings(overrides), code, message, limits);
  }

  it('where no server listens says so', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port: freePort } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    const message = new RegExp(`^No server answers at "127\\.0\\.0\\.1:${freePort}": .*ECONNREFUSED`);
    await fails({ dbPort: freePort }, 'SOURCE_PORT_REFUSED', message);
    const localhost = { dbHost: 'localhost', dbPort: freePort };
    await fails(localhost, 'SOURCE_PORT_REFUSED', /^No server answers at "localhost:\d+": .*ECONNREFUSED/);
  });

  it('on a host that is not there says so', () =>
    fails(
      { dbHost: 'no-such-host.invalid' },
      'SOURCE_HOST_UNREACHABLE',
      /^The server "no-such-host\.invalid:\d+" cannot be reached: .*(ENOTFOUND|EAI_AGAIN)/,
    ));

  describe('of something else that listens', () => {
    let sockets: Socket[] = [];
    let other: Server;

    async function listen(onConnection: (socket: Socket) => void): Promise<number> {
      other = createServer((socket) => {
        sockets.push(socket.on('error', () => undefined));
        onConnection(socket);
      }).listen(0, '127.0.0.1');
      await once(other, 'listening');
      return (other.address() as AddressInfo).port;
    }

    afterEach(async () => {
      for (const socket of sockets) socket.destroy();
      sockets = [];
      other.close();
      await once(other, 'close');
    });

    it('and never answers gives up in time', async () => {
      const dbPort = await listen(() => undefined);
      const limits = { ...usualLimits, connect: 100 };
      const message = /accepted the connection, but gave no answer within 0\.1 s to the login.*pooler/;
      await fails({ dbPort }, 'SOURCE_HOST_UNREACHABLE', message, limits);
      await fails({ dbPort, ssl: 'disable' }, 'SOURCE_HOST_UNREACHABLE', message, limits);
    });

    it('and never answers rejects at once when it is cancelled, and lets go', async () => {
      const arrived = new Promise<Socket>((resolve) => void listen(resolve).then((dbPort) => begin(dbPort)));
      const cancelling = new AbortController();
      let opening: Promise<unknown> = Promise.resolve();
      const begin = (dbPort: number): void => {
        opening = openPostgres(settings({ dbPort }), cancelling.signal);
        opening.catch(() => undefined);
      };
      const socket = await arrived;
      const closed = once(socket.resume(), 'close');
      cancelling.abort();
      await assert.rejects(opening, { code: 'CANCELLED' });
      await closed;
    });

    it('and hangs up says so', async () => {
      const dbPort = await listen((socket) => socket.resetAndDestroy());
      await fails({ dbPort }, 'SOURCE_CONNECTION_LOST', /closed the connection: .*Check that PostgreSQL/);
    });

    it('and uses another protocol fails with the right code', async () => {
      const dbPort = await listen((socket) => socket.once('data', () => socket.end('0123456789\r\n\r\n')));
      await fails({ dbPort, ssl: 'disable' }, 'SOURCE_CONNECTION_LOST', /Check that PostgreSQL is running there/);
      await fails({ dbPort }, 'SOURCE_TLS_REFUSED', /error establishing an SSL connection/);
    });

    it('and breaks the protocol fails with the right code', async () => {
      const dbPort = await listen((socket) => socket.once('data', () => socket.write('!\0\0\0\x04')));
      await fails({ dbPort, ssl: 'disable' }, 'SOURCE_UNREADABLE', /did not let "shop" be opened: .*invalid response/);
    });
  });

  it('rejects immediately when it was already cancelled', async () => {
    const opening = openPostgres(settings({ dbHost: 'no-such-host.invalid' }), AbortSignal.abort());
    await assert.rejects(opening, { code: 'CANCELLED' });
  });
});

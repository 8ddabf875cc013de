import * as assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { inspect } from 'node:util';
import { sourceEngine } from '../../../../src/sources/engines';
import type { SourceSettings } from '../../../../src/sources/source';
import { describeWithMariadb, mariadbServer } from '../../support/servers';
import { freePort } from '../../support/freePort';
import {
  connectionsTo,
  errorOf,
  execute,
  neverAborted,
  openSource,
  settingsFor,
  uniqueName,
  useDatabase,
  useUser,
  withSource,
} from './support';

const anywhere: SourceSettings = { dbType: 'mariadb', dbName: 'any', userName: 'nobody', password: 'Planted-secret' };

describe('the engines MySQL and MariaDB', () => {
  it('are servers on port 3306, with connection strings of their own', () => {
    const about = ['mysql', 'mariadb'].map((dbType) => {
      const { label, isFile, defaultPort, urlSchemes } = sourceEngine(dbType);
      return { label, isFile, defaultPort, urlSchemes };
    });
    assert.deepEqual(about, [
      { label: 'MySQL', isFile: false, defaultPort: 3306, urlSchemes: ['mysql'] },
      { label: 'MariaDB', isFile: false, defaultPort: 3306, urlSchemes: ['mariadb'] },
    ]);
  });
});

describe('opening a MySQL source where there is none', () => {
  it('says that the host is not known', async () => {
    await assert.rejects(openSource({ ...anywhere, dbHost: 'no-such-host.invalid' }), {
      code: 'SOURCE_HOST_UNREACHABLE',
      message: /^The server "no-such-host\.invalid:3306" cannot be reached: .*(ENOTFOUND|EAI_AGAIN).* Check the name/,
    });
  });

  it('says that nothing listens on the port', async () => {
    const dbPort = await freePort();
    for (const dbHost of ['127.0.0.1', 'localhost']) {
      await assert.rejects(openSource({ ...anywhere, dbHost, dbPort }), {
        code: 'SOURCE_PORT_REFUSED',
        message: new RegExp(`^The server "${dbHost}:${dbPort}" refused the connection: connect ECONNREFUSED .*Check`),
      });
    }
  });

  it('gives up on a server that sends nothing', async () => {
    await withServer('', async (dbPort) => {
      await assert.rejects(openSource({ ...anywhere, dbHost: '127.0.0.1', dbPort }, { limits: { connect: 50 } }), {
        code: 'SOURCE_HOST_UNREACHABLE',
        message: /cannot be reached: connect ETIMEDOUT/,
      });
    });
  });

  it('gives up on a server with another protocol', async () => {
    const greetings = ['SSH-2.0-OpenSSH_9.6\r\n', 'HTTP/1.1 400 Bad Request\r\n\r\n', '\x05\0\0\0\x99\x99\x99\x99\x99'];
    for (const greeting of greetings) {
      await withServer(greeting, async (dbPort) => {
        await assert.rejects(openSource({ ...anywhere, dbHost: '127.0.0.1', dbPort }, { limits: { connect: 200 } }), {
          name: 'ThothError',
          message: /^The server/,
        });
      });
    }
  });

  it('is cancelled by a signal, before or while it connects', async () => {
    await withServer('', async (dbPort, connected) => {
      const settings = { ...anywhere, dbHost: '127.0.0.1', dbPort };
      await assert.rejects(openSource(settings, { signal: AbortSignal.abort() }), { code: 'CANCELLED' });
      const cancelling = new AbortController();
      const opening = openSource(settings, { signal: cancelling.signal });
      await Promise.race([connected, opening]);
      cancelling.abort();
      await assert.rejects(opening, { code: 'CANCELLED' });
    });
  });
});

/** A server that sends its greeting to each client, and then nothing more. */
async function withServer(
  greeting: string,
  work: (port: number, connected: Promise<void>) => Promise<void>,
): Promise<void> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(Buffer.from(greeting, 'latin1'));
  });
  const connected = new Promise<void>((resolve) => server.once('connection', () => resolve()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work((server.address() as AddressInfo).port, connected);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

describeWithMariadb('opening a MariaDB source', () => {
  const database = useDatabase('CREATE TABLE here (id int)');
  const second = useDatabase('CREATE TABLE there (id int)');
  const reader = useUser(() => `SELECT ON ${database.name}.*`);
  const outsider = useUser();
  const plugged = uniqueName('u');
  before(() =>
    execute([
      `CREATE USER ${plugged}@'%' IDENTIFIED VIA unix_socket`,
      `GRANT SELECT ON ${database.name}.* TO ${plugged}@'%'`,
    ]),
  );
  after(() => execute([`DROP USER IF EXISTS ${plugged}@'%'`]));

  const namesIn = (settings: SourceSettings): Promise<string[]> =>
    withSource(settings, async (source) => (await source.listTables(neverAborted)).map(({ name }) => name));

  it('reads the database, by either engine', async () => {
    for (const dbType of ['mysql', 'mariadb']) {
      const source = await sourceEngine(dbType).open(settingsFor(database.name), neverAborted);
      try {
        assert.deepEqual(
          (await source.listTables(neverAborted)).map(({ name }) => name),
          ['here'],
        );
      } finally {
        await source.close();
      }
    }
  });

  it('reads the schema where one is named, which is a database too', async () => {
    assert.deepEqual(await namesIn(settingsFor(database.name, { schema: second.name })), ['there']);
    assert.deepEqual(await namesIn(settingsFor('', { schema: second.name })), ['there']);
    assert.deepEqual(await namesIn(settingsFor(database.name, { schema: '' })), ['here']);
  });

  it('works for a user who may read only this database', async () => {
    assert.deepEqual(await namesIn(settingsFor(database.name, reader)), ['here']);
  });

  it('refuses a wrong password and an unknown user, without showing a password', async () => {
    const wrong = 'Planted-wrong-password';
    for (const userName of [reader.userName, 'thoth_nobody_at_all']) {
      for (const ssl of ['disable', 'prefer'] as const) {
        const error = await errorOf(settingsFor(database.name, { userName, password: wrong, ssl }));
        assert.equal(error.code, 'SOURCE_LOGIN_REFUSED');
        assert.match(
          error.message,
          new RegExp(`refused the login: Access denied for user '${userName}'@.*Check the user`),
        );
        assert.ok(!inspect(error, { depth: Infinity, showHidden: true }).includes(wrong));
      }
    }
  });

  it('refuses a way of logging in that it does not have', async () => {
    const error = await errorOf(settingsFor(database.name, { userName: plugged, password: 'Planted-password' }));
    assert.equal(error.code, 'SOURCE_LOGIN_REFUSED');
    assert.ok(!inspect(error, { depth: Infinity, showHidden: true }).includes('Planted-password'));
  });

  it('lists the existing databases when the requested one is missing, or none is given', async () => {
    const missing = uniqueName('missing');
    const settings = settingsFor(missing, { userName: mariadbServer.user });
    const error = await errorOf(settings);
    assert.equal(error.code, 'SOURCE_DATABASE_NOT_FOUND');
    assert.match(error.message, new RegExp(`^There is no database "${missing}"\\. Choose one of those on the server`));
    const unnamed = await errorOf(settingsFor('', reader));
    assert.equal(unnamed.code, 'SOURCE_DATABASE_NOT_FOUND');
    assert.match(unnamed.message, new RegExp(`^No database is named\\. Choose .*: ${database.name}\\.$`));
    assert.match((await errorOf(settingsFor('', outsider))).message, /shows none to this user: ask for the right/);
  });

  it('names no more than ten databases', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `${database.name}_${index}`);
    const crowded = uniqueName('u');
    await execute([
      `CREATE USER ${crowded}@'%' IDENTIFIED BY 'password-of-the-crowd'`,
      ...names.flatMap((name) => [`CREATE DATABASE ${name}`, `GRANT SELECT ON ${name}.* TO ${crowded}@'%'`]),
    ]);
    try {
      const error = await errorOf(settingsFor('', { userName: crowded, password: 'password-of-the-crowd' }));
      assert.equal(error.message.match(new RegExp(`${database.name}_\\d+`, 'g'))?.length, 10);
      assert.match(error.message, /, …\.$/);
    } finally {
      await execute([...names.map((name) => `DROP DATABASE ${name}`), `DROP USER ${crowded}@'%'`]);
    }
  });

  it('says that a user may not read the database', async () => {
    const error = await errorOf(settingsFor(second.name, reader));
    assert.equal(error.code, 'SOURCE_PERMISSION_DENIED');
    const expected = new RegExp(`^The database "${second.name}" on ".*" may not be read: Access denied .*grant`);
    assert.match(error.message, expected);
  });

  it('leaves no connection behind when it fails', async () => {
    await errorOf(settingsFor(second.name, reader));
    await errorOf(settingsFor(uniqueName('missing')));
    const left = `SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = '${reader.userName}'`;
    while (JSON.stringify(await execute([left])) !== '[[[0]]]');
    assert.deepEqual(await connectionsTo(second.name), []);
  });
});

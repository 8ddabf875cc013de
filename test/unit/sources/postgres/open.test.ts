import * as assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import { connect } from '../../../../src/sources/postgres/connect';
import { defaultTimeouts, destinationOf, type Timeouts } from '../../../../src/sources/postgres/destination';
import { openPostgres } from '../../../../src/sources/postgres/open';
import type { SourceSettings } from '../../../../src/sources/source';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { describeWithOwnPostgres, useOwnServer } from './ownServer';
import { neverAborted, settingsOf } from './support';

const password = 'p@ss/w:rd?%Ünïcode "quoted"';

const rules = `
  host    all    scram_user  127.0.0.1/32  scram-sha-256
  host    all    md5_user    127.0.0.1/32  md5
  hostssl all    tls_user    127.0.0.1/32  scram-sha-256
  hostssl all    tls_trusted 127.0.0.1/32  trust
  host    all    tls_user,tls_trusted,outsider 127.0.0.1/32  reject
  hostnossl all  plain_user  127.0.0.1/32  trust
  host    all    plain_user  127.0.0.1/32  reject
`;

describeWithOwnPostgres('opening a PostgreSQL source', () => {
  const server = useOwnServer(rules);
  const folder = useTemporaryFolder();

  before(() =>
    server.run(`
      SET password_encryption = 'scram-sha-256';
      CREATE ROLE scram_user LOGIN PASSWORD '${password}';
      CREATE ROLE tls_user LOGIN PASSWORD '${password}';
      CREATE ROLE tls_trusted LOGIN; CREATE ROLE outsider LOGIN; CREATE ROLE plain_user LOGIN;
      CREATE ROLE nobody LOGIN; CREATE ROLE no_login;
      SET password_encryption = 'md5';
      CREATE ROLE md5_user LOGIN PASSWORD '${password}';
      CREATE SCHEMA secret;
      ${Array.from({ length: 12 }, (_, index) => `CREATE SCHEMA area_${String(index).padStart(2, '0')};`).join(' ')}`),
  );
  before(async () => {
    await server.run('CREATE DATABASE closed');
    await server.run('REVOKE CONNECT ON DATABASE closed FROM PUBLIC');
    await server.run('CREATE DATABASE veiled');
    await server.run('REVOKE SELECT ON pg_attribute FROM PUBLIC', 'veiled');
  });

  async function open(overrides: Partial<SourceSettings> = {}, timeouts: Timeouts = defaultTimeouts): Promise<string> {
    const settings = settingsOf('postgres', overrides, server);
    const source = await openPostgres(settings, neverAborted, undefined, timeouts);
    try {
      return String((await source.listTables(neverAborted)).length);
    } finally {
      await source.close();
    }
  }

  /** How the connection of a user is encrypted, as the server sees it. */
  async function encryptionOf(overrides: Partial<SourceSettings>): Promise<boolean> {
    const destination = destinationOf(settingsOf('postgres', overrides, server), defaultTimeouts);
    const connection = await connect(destination, neverAborted);
    try {
      const [row] = await connection.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()', [], 1_000);
      return row?.[0] === 't';
    } finally {
      await connection.close();
    }
  }

  const port = (): string => `127\\.0\\.0\\.1:${server.port}`;

  async function fails(
    overrides: Partial<SourceSettings>,
    code: string,
    message: RegExp,
    timeouts?: Timeouts,
  ): Promise<Error> {
    const error: unknown = await open(overrides, timeouts).then(
      () => assert.fail('it opened'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof Error);
    assert.equal('code' in error && error.code, code, String(error));
    assert.match(error.message, message);
    return error;
  }

  it('works with every kind of password, and without', async () => {
    assert.equal(await open({ userName: 'scram_user', password }), '0');
    assert.equal(await open({ userName: 'md5_user', password }), '0');
    assert.equal(await open({ userName: 'nobody', password }), '0');
    assert.equal(await open({ userName: 'nobody' }), '0');
  });

  for (const userName of ['scram_user', 'md5_user']) {
    it(`with a wrong password for ${userName} says who was refused, and never the password`, async () => {
      const planted = 'hunter2 &/?=ü';
      const error = await fails(
        { userName, password: planted },
        'SOURCE_LOGIN_REFUSED',
        new RegExp(`^The server "${port()}" refused the user "${userName}": password authentication failed.*Check the user`),
      );
      const told = `${error.message} ${error.stack} ${JSON.stringify(error)} ${JSON.stringify(error.cause)} ${String(error.cause)}`;
      for (const spelling of [planted, encodeURIComponent(planted), encodeURI(planted), 'hunter2']) {
        assert.ok(!told.includes(spelling), told);
      }
    });

    it(`without the password that the server asks ${userName} for says that it is missing`, () =>
      fails({ userName, password: '' }, 'SOURCE_LOGIN_REFUSED', /asks for the password of the user ".*", and none is stored/));
  }

  it('by a user who is not there, may not log in, or is kept out says so', async () => {
    await fails({ userName: 'ghost' }, 'SOURCE_LOGIN_REFUSED', /role "ghost" does not exist/);
    await fails({ userName: 'ghost', ssl: 'disable' }, 'SOURCE_LOGIN_REFUSED', /role "ghost" does not exist/);
    await fails({ userName: 'no_login' }, 'SOURCE_LOGIN_REFUSED', /"no_login" is not permitted to log in/);
    await fails({ userName: 'outsider' }, 'SOURCE_LOGIN_REFUSED', /refused the user "outsider"/);
    await fails({ userName: 'outsider', ssl: 'disable' }, 'SOURCE_LOGIN_REFUSED', /refused the user "outsider"/);
    await fails({ userName: 'plain_user' }, 'SOURCE_LOGIN_REFUSED', /refused the user "plain_user"/);
  });

  it('of a database that is not there names it', () =>
    fails({ dbName: 'lost "one"' }, 'SOURCE_DATABASE_NOT_FOUND', new RegExp(`^There is no database "lost "one"" on the server "${port()}"`)));

  it('of a database that the user may not connect to names the privilege', () =>
    fails(
      { dbName: 'closed', userName: 'nobody' },
      'SOURCE_PERMISSION_DENIED',
      /^The user "nobody" may not connect to the database "closed": .*privilege CONNECT/,
    ));

  it('of a schema that is not there names those that are, at most ten', async () => {
    const error = await fails({ schema: 'Lost' }, 'SOURCE_SCHEMA_NOT_FOUND', /^There is no schema "Lost" in the database "postgres"/);
    assert.match(error.message, /Choose one of: "area_00", .*"area_09", …\.$/);
    await server.run('CREATE DATABASE bare');
    await server.run('DROP SCHEMA public', 'bare');
    await fails({ dbName: 'bare' }, 'SOURCE_SCHEMA_NOT_FOUND', /"public".*It has no schemas of its own/);
    await server.run('CREATE SCHEMA "only one"', 'bare');
    await fails({ dbName: 'bare' }, 'SOURCE_SCHEMA_NOT_FOUND', /Choose one of: "only one"\.$/);
  });

  it('of a schema that the user may not use names the privilege', () =>
    fails(
      { schema: 'secret', userName: 'nobody' },
      'SOURCE_PERMISSION_DENIED',
      /^The user "nobody" may not use the schema "secret"\. Ask its owner for the privilege USAGE\.$/,
    ));

  it('of a database whose catalog cannot be read says so', () =>
    fails({ dbName: 'veiled', userName: 'nobody' }, 'SOURCE_PERMISSION_DENIED', /permission denied for table pg_attribute/));

  it('of a name that no database can have is refused', async () => {
    const sneaked = '\0options\0-c default_transaction_read_only=off';
    await fails({ dbName: `postgres${sneaked}` }, 'INVALID_ARGUMENT', /^"dbName" holds a NUL character/);
    await fails({ schema: `public${sneaked}` }, 'INVALID_ARGUMENT', /^"schema" holds a NUL character/);
    await fails({ userName: `nobody${sneaked}` }, 'INVALID_ARGUMENT', /^"userName" holds a NUL character/);
  });

  it('where no server listens says so', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port: freePort } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    const message = new RegExp(`^No server answers at "127\\.0\\.0\\.1:${freePort}": .*ECONNREFUSED`);
    await fails({ dbPort: freePort }, 'SOURCE_PORT_REFUSED', message);
    await fails({ dbHost: 'localhost', dbPort: freePort }, 'SOURCE_PORT_REFUSED', /^No server answers at "localhost:\d+": .*ECONNREFUSED/);
  });

  it('on a host that is not there says so', () =>
    fails(
      { dbHost: 'no-such-host.invalid' },
      'SOURCE_HOST_UNREACHABLE',
      /^The server "no-such-host\.invalid:\d+" cannot be reached: .*(ENOTFOUND|EAI_AGAIN)/,
    ));

  describe('of something else that listens', () => {
    let sockets: Socket[] = [];
    let other: NetServer;

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
      const timeouts = { ...defaultTimeouts, connect: 100 };
      await fails({ dbPort }, 'SOURCE_HOST_UNREACHABLE', /cannot be reached: no answer within 0\.1 s/, timeouts);
      await fails({ dbPort, ssl: 'disable' }, 'SOURCE_HOST_UNREACHABLE', /cannot be reached: no answer within 0\.1 s/, timeouts);
    });

    it('and never answers rejects at once when it is cancelled, and lets go', async () => {
      const arrived = new Promise<Socket>((resolve) => void listen(resolve).then((dbPort) => begin(dbPort)));
      const cancelling = new AbortController();
      let opening: Promise<unknown> = Promise.resolve();
      const begin = (dbPort: number): void => {
        opening = openPostgres(settingsOf('postgres', { dbPort }, server), cancelling.signal);
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
      await fails({ dbPort }, 'SOURCE_CONNECTION_LOST', /closed the connection: .*Check that PostgreSQL is running there/);
    });

    it('and talks of other things fails as it should', async () => {
      const dbPort = await listen((socket) => socket.once('data', () => socket.end('0123456789\r\n\r\n')));
      await fails({ dbPort, ssl: 'disable' }, 'SOURCE_CONNECTION_LOST', /Check that PostgreSQL is running there/);
      await fails({ dbPort }, 'SOURCE_TLS_REFUSED', /error establishing an SSL connection/);
    });

    it('and breaks the protocol fails as it should', async () => {
      const dbPort = await listen((socket) => socket.once('data', () => socket.write('!\0\0\0\x04')));
      await fails({ dbPort, ssl: 'disable' }, 'SOURCE_UNREADABLE', /did not let "postgres" be opened: .*invalid response/);
    });
  });

  it('is over before it begins when it was cancelled before', async () => {
    const opening = openPostgres(settingsOf('postgres', { dbHost: 'no-such-host.invalid' }), AbortSignal.abort());
    await assert.rejects(opening, { code: 'CANCELLED' });
  });

  describe('encrypted', () => {
    it('is encrypted where the server can be, unless that is not wanted', async () => {
      assert.equal(await encryptionOf({}), true);
      assert.equal(await encryptionOf({ ssl: 'prefer' }), true);
      assert.equal(await encryptionOf({ ssl: 'require' }), true);
      assert.equal(await encryptionOf({ ssl: 'disable' }), false);
      assert.equal(await encryptionOf({ userName: 'tls_user', password }), true);
    });

    it('checks who answers, by the authority and by the name of the host', async () => {
      const trusted: Partial<SourceSettings> = { ssl: 'verify-full', sslCaFile: server.certificate };
      assert.equal(await encryptionOf({ ...trusted, dbHost: 'localhost' }), true);
      await fails({ ssl: 'verify-full', dbHost: 'localhost' }, 'SOURCE_TLS_REFUSED', /was refused: self-signed certificate.*Choose the file/);
      await fails(trusted, 'SOURCE_TLS_REFUSED', /was refused: .*127\.0\.0\.1.*name the host as the certificate does/);
    });

    it('refuses a file of authorities that is not there or holds none', async () => {
      const settings: Partial<SourceSettings> = { ssl: 'verify-full', dbHost: 'localhost' };
      const missing = folder.file('lost.pem');
      await fails({ ...settings, sslCaFile: missing }, 'SOURCE_TLS_REFUSED', /^The certificates in ".*lost\.pem" cannot be read: ENOENT/);
      await writeFile(folder.file('empty.pem'), 'nothing');
      await fails({ ...settings, sslCaFile: folder.file('empty.pem') }, 'SOURCE_TLS_REFUSED', /was refused/);
    });

    it('checks the name of the host that was given, however it is reached', async () => {
      const reach = async (host: string): Promise<void> => {
        const settings = settingsOf('postgres', { ssl: 'verify-full', sslCaFile: server.certificate }, server);
        const connection = await connect({ ...destinationOf(settings, defaultTimeouts), host }, neverAborted);
        await connection.close();
      };
      await reach('localhost');
      await assert.rejects(reach('db.example.com'), { code: 'SOURCE_TLS_REFUSED', message: /db\.example\.com/ });
      await assert.rejects(reach('10.1.2.3'), { code: 'SOURCE_TLS_REFUSED', message: /10\.1\.2\.3/ });
    });

    it('is asked for where the server lets nobody in without', async () => {
      const message = new RegExp(`^The server "${port()}" lets the user "tls_.*" in over an encrypted connection only`);
      await fails({ userName: 'tls_user', password, ssl: 'disable' }, 'SOURCE_TLS_REQUIRED', message);
      await fails({ userName: 'tls_trusted', ssl: 'disable' }, 'SOURCE_TLS_REQUIRED', message);
    });

    describe('by a server that cannot be', () => {
      before(() => server.start('off'));
      after(() => server.start('on'));

      it('is not, unless that is asked for', async () => {
        assert.equal(await encryptionOf({}), false);
        assert.equal(await encryptionOf({ ssl: 'disable' }), false);
        for (const ssl of ['require', 'verify-full'] as const) {
          await fails({ ssl }, 'SOURCE_TLS_REFUSED', new RegExp(`has no encryption, and "${ssl}" asks for it`));
        }
        await fails({ userName: 'tls_user', password, ssl: 'disable' }, 'SOURCE_LOGIN_REFUSED', /refused the user "tls_user"/);
      });
    });
  });

  it('that breaks down while it is read tells so, and works again with the server', async () => {
    const source = await openPostgres(settingsOf('postgres', {}, server), neverAborted);
    try {
      await server.run('CREATE VIEW slow AS SELECT pg_sleep(60)::text AS nap');
      const reading = source.readRows('slow', ['nap'], { rows: 1, characters: 9 }, neverAborted);
      reading.catch(() => undefined);
      server.crash();
      await assert.rejects(reading, { code: 'SOURCE_CONNECTION_LOST' });
      await assert.rejects(source.listTables(neverAborted), {
        code: 'SOURCE_CONNECTION_LOST',
        message: /was lost, and there is no new one\. No server answers at/,
      });
      server.start('on');
      assert.equal((await source.listTables(neverAborted)).length, 1);
    } finally {
      await source.close();
    }
  });
});

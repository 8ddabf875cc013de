import * as assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { ErrorCode } from '../../../../src/base/errors';
import { openPostgres, postgresEngine } from '../../../../src/sources/postgres/engine';
import type { SourceSettings } from '../../../../src/sources/source';
import { describeWithOwnPostgres, useOwnServer } from './ownServer';
import { failsToOpen, neverAborted, settingsOf } from './support';

const password = 'p@ss/w:rd?%Ünïcode "quoted"';

const rules = `
  host    all    scram_user  127.0.0.1/32  scram-sha-256
  host    all    md5_user    127.0.0.1/32  md5
  host    all    outsider    127.0.0.1/32  reject
`;

describeWithOwnPostgres('opening a PostgreSQL source', () => {
  const server = useOwnServer(rules);

  before(async () => {
    await server.run(`
      SET password_encryption = 'scram-sha-256';
      CREATE ROLE scram_user LOGIN PASSWORD '${password}';
      SET password_encryption = 'md5';
      CREATE ROLE md5_user LOGIN PASSWORD '${password}';
      CREATE ROLE outsider LOGIN; CREATE ROLE nobody LOGIN; CREATE ROLE no_login;
      CREATE SCHEMA secret;
      ${Array.from({ length: 12 }, (_, index) => `CREATE SCHEMA area_${String(index).padStart(2, '0')};`).join(' ')}`);
    await server.run('CREATE DATABASE closed');
    await server.run('REVOKE CONNECT ON DATABASE closed FROM PUBLIC');
    await server.run('CREATE DATABASE veiled');
    await server.run('REVOKE SELECT ON pg_attribute FROM PUBLIC', 'veiled');
  });

  async function tablesOf(overrides: Partial<SourceSettings>): Promise<number> {
    const source = await postgresEngine.open(settingsOf('postgres', overrides, server), neverAborted);
    try {
      return (await source.listTables(neverAborted)).length;
    } finally {
      await source.close();
    }
  }

  function fails(overrides: Partial<SourceSettings>, code: ErrorCode, message: RegExp): Promise<Error> {
    return failsToOpen(settingsOf('postgres', overrides, server), code, message);
  }

  const address = (): string => `127\\.0\\.0\\.1:${server.port}`;

  it('works with every kind of password, and without', async () => {
    assert.equal(await tablesOf({ userName: 'scram_user', password }), 0);
    assert.equal(await tablesOf({ userName: 'md5_user', password }), 0);
    assert.equal(await tablesOf({ userName: 'nobody', password }), 0);
    assert.equal(await tablesOf({ userName: 'nobody' }), 0);
  });

  for (const userName of ['scram_user', 'md5_user']) {
    it(`with a wrong password for ${userName} says who was refused, and never the password`, async () => {
      const planted = 'hunter2 &/?=ü';
      const error = await fails(
        { userName, password: planted },
        'SOURCE_LOGIN_REFUSED',
        new RegExp(`^The server "${address()}" refused the user "${userName}": password .*Check the user name`),
      );
      const printed = inspect(error, { depth: 20, showHidden: true });
      for (const spelling of [planted, encodeURIComponent(planted), encodeURI(planted), 'hunter2']) {
        assert.ok(!printed.includes(spelling), printed);
      }
    });

    it(`without the password that the server asks ${userName} for says that it is missing`, () =>
      fails({ userName, password: '' }, 'SOURCE_LOGIN_REFUSED', /asks for the password of the user ".*", and none is/));
  }

  it('by a user who is not there, may not log in, or is kept out says so', async () => {
    await fails({ userName: 'ghost' }, 'SOURCE_LOGIN_REFUSED', /role "ghost" does not exist/);
    await fails({ userName: 'ghost', ssl: 'disable' }, 'SOURCE_LOGIN_REFUSED', /role "ghost" does not exist/);
    await fails({ userName: 'no_login' }, 'SOURCE_LOGIN_REFUSED', /"no_login" is not permitted to log in/);
    await fails({ userName: 'outsider' }, 'SOURCE_LOGIN_REFUSED', /refused the user "outsider"/);
    await fails({ userName: 'outsider', ssl: 'disable' }, 'SOURCE_LOGIN_REFUSED', /refused the user "outsider"/);
  });

  it('of a database that is not there names it', () =>
    fails(
      { dbName: 'lost "one"' },
      'SOURCE_DATABASE_NOT_FOUND',
      new RegExp(`^There is no database "lost "one"" on the server "${address()}"`),
    ));

  it('of a database that the user may not connect to names the privilege', () =>
    fails(
      { dbName: 'closed', userName: 'nobody' },
      'SOURCE_PERMISSION_DENIED',
      /^The user "nobody" may not connect to the database "closed": .*privilege CONNECT/,
    ));

  it('of a schema that is not there names those that are, at most ten', async () => {
    await fails(
      { schema: 'Lost' },
      'SOURCE_SCHEMA_NOT_FOUND',
      /^There is no schema "Lost" in the database "postgres"\. Choose one of: "area_00", .*"area_09", …\.$/,
    );
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
    fails(
      { dbName: 'veiled', userName: 'nobody' },
      'SOURCE_PERMISSION_DENIED',
      /^The database "veiled" may not be read by the user "nobody": permission denied for table pg_attribute/,
    ));

  it('of a name that no database can have is refused', async () => {
    const sneaked = '\0options\0-c default_transaction_read_only=off';
    await fails({ dbName: `postgres${sneaked}` }, 'INVALID_ARGUMENT', /^"dbName" holds a NUL character/);
    await fails({ schema: `public${sneaked}` }, 'INVALID_ARGUMENT', /^"schema" holds a NUL character/);
    await fails({ userName: `nobody${sneaked}` }, 'INVALID_ARGUMENT', /^"userName" holds a NUL character/);
  });

  it('that loses its server while it is read reports that, and works again after a restart', async () => {
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

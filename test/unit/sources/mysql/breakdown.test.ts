import * as assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Source, SourceSettings } from '../../../../src/sources/source';
import { describeWithOwnMariadb, OwnMariadb } from '../../support/ownMariadb';
import {
  collect,
  errorOf,
  execute,
  foreignKeysOf,
  neverAborted,
  untilRunning,
  withSource,
  type OpenOptions,
} from './support';

const limits = { rows: 1, characters: 100 };
const options = ['--skip-ssl', '--max-user-connections=50'];

describeWithOwnMariadb('a MariaDB server that breaks down', function () {
  this.timeout(60_000);
  let server: OwnMariadb;
  before(async () => {
    server = await OwnMariadb.create();
  });
  after(() => server.remove());

  beforeEach(async () => {
    await server.start(...options);
    const statements = [
      'CREATE OR REPLACE DATABASE d',
      'USE d',
      'CREATE TABLE t (id int PRIMARY KEY)',
      'CREATE TABLE damaged (id int)',
      'CREATE VIEW slow AS SELECT SLEEP(60) AS nap',
    ];
    await execute(statements, undefined, server);
  });
  afterEach(() => server.stop('SIGKILL'));

  const settings = (): SourceSettings => ({
    dbType: 'mariadb',
    dbName: 'd',
    dbHost: server.host,
    dbPort: server.port,
    userName: server.user,
    sampleViews: true,
  });
  const using = <T>(work: (source: Source) => Promise<T>, options?: OpenOptions): Promise<T> =>
    withSource(settings(), work, options);

  it('is lost when it stops between two readings, and works again after a restart', () =>
    using(
      async (source) => {
        await server.stop('SIGKILL');
        await assert.rejects(source.listTables(neverAborted), { code: 'SOURCE_PORT_REFUSED' });
        await server.start(...options);
        assert.deepEqual(
          (await source.listTables(neverAborted)).map(({ name }) => name),
          ['damaged', 'slow', 't'],
        );
      },
      { limits: { idle: 0 } },
    ));

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    it(`is lost when it gets ${signal} while it reads`, () =>
      using(async (source) => {
        const lost = assert.rejects(source.readRows('slow', ['nap'], limits, neverAborted), {
          code: 'SOURCE_CONNECTION_LOST',
          message: /^The server ".*" ended the connection: .*Check that it runs, and try again\.$/,
        });
        await untilRunning('%slow%', true, server);
        await server.stop(signal);
        await lost;
      }));
  }

  it('is given up when it stops answering', () =>
    using(
      async (source) => {
        server.signal('SIGSTOP');
        const untilItFails = async (): Promise<void> => {
          for (;;) await source.listTables(neverAborted);
        };
        await assert.rejects(untilItFails(), {
          code: 'SOURCE_TIMEOUT',
          message: /^The catalog of "d" took too long to read: the server ".*" does not answer any more/,
        });
        const expected = { code: 'SOURCE_HOST_UNREACHABLE', message: /connect ETIMEDOUT/ };
        await assert.rejects(source.listTables(neverAborted), expected);
      },
      { limits: { connect: 2_000, catalog: 1_000, silence: 100 } },
    ));

  it('says that it has no connection free', async () => {
    const statements = [
      "CREATE OR REPLACE USER lonely@'%' WITH MAX_USER_CONNECTIONS 1",
      "GRANT SELECT ON d.* TO lonely@'%'",
    ];
    await execute(statements, undefined, server);
    const lonely = { ...settings(), userName: 'lonely' };
    await withSource(lonely, async () => {
      const error = await errorOf(lonely);
      assert.equal(error.code, 'SOURCE_UNREADABLE');
      assert.match(error.message, /has no connection free for this user: .*max_user_connections/);
    });
  });

  it('shows its foreign keys also when those of InnoDB are switched off', async () => {
    await execute(['CREATE TABLE d.child (x int, CONSTRAINT k FOREIGN KEY (x) REFERENCES t (id))'], undefined, server);
    for (const hidden of ['--innodb-sys-foreign=OFF', '--innodb-sys-foreign-cols=OFF']) {
      await server.stop();
      await server.start(...options, hidden);
      await using(async (source) => {
        assert.deepEqual(await foreignKeysOf(source, 'child'), {
          foreignKeys: [{ name: 'k', columns: ['x'], targetTable: 't', targetColumns: ['id'] }],
          unresolved: [],
        });
      });
    }
  });

  it('is read wholly, whatever it presets for sessions', async () => {
    const preset = 'sql_select_limit = 2, GLOBAL max_join_size = 2, GLOBAL autocommit = 0, GLOBAL completion_type = 2';
    await execute(
      [...['a', 'b'].map((name) => `CREATE TABLE d.${name} (id int)`), `SET GLOBAL ${preset}`],
      undefined,
      server,
    );
    await using(async (source) => {
      const names = (await source.listTables(neverAborted)).map(({ name }) => name);
      assert.deepEqual(names, ['a', 'b', 'damaged', 'slow', 't']);
      const columns = await collect(source.readColumns(names, neverAborted));
      assert.deepEqual(
        columns.map((one) => 'columns' in one),
        names.map(() => true),
      );
      await execute(['INSERT INTO d.a VALUES (1), (2), (3)', 'COMMIT'], undefined, server);
      assert.equal((await source.readRows('a', ['id'], { rows: 3, characters: 9 }, neverAborted)).length, 3);
      assert.equal((await source.readRows('a', ['id'], { rows: 3, characters: 9 }, neverAborted)).length, 3);
    });
  });

  it('names the table with a damaged definition, and reads the others', async () => {
    await server.stop();
    await writeFile(join(server.dataFolder, 'd', 'damaged.frm'), 'not a definition');
    await server.start(...options);
    await using(async (source) => {
      const tables = await source.listTables(neverAborted);
      const described = tables.map(({ name, description }) => [name, description]);
      assert.deepEqual(described, [
        ['damaged', ''],
        ['slow', ''],
        ['t', ''],
      ]);
      const columns = await collect(source.readColumns(['damaged', 't'], neverAborted));
      assert.deepEqual(
        columns.map((one) => ('columns' in one ? one.columns.length : one.error.message)),
        [
          `"damaged" cannot be read: Incorrect information in file: './d/damaged.frm'. ` +
            'Repair its definition in the database, and run this again.',
          1,
        ],
      );
    });
  });
});

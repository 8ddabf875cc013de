import * as assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { MysqlConnection } from '../../../../src/sources/mysql/connection';
import type { Source } from '../../../../src/sources/source';
import { describeWithMariadb } from '../../support/servers';
import {
  collect,
  connectionsTo,
  execute,
  neverAborted,
  settingsFor,
  untilRunning,
  useDatabase,
  useUser,
  withSource,
} from './support';

function tableNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `t${String(index).padStart(4, '0')}`);
}

const columnsPerTable = 42;

/** Tables of many columns, each with a foreign key to the first. */
function definitions(count: number): string[] {
  const numbers = Array.from({ length: columnsPerTable - 2 }, (_, index) => index);
  const columns = numbers.map((number) => `c${number} varchar(20) COMMENT 'Comment ${number}'`).join(', ');
  const key = 'FOREIGN KEY (x) REFERENCES t0000 (id)';
  return tableNames(count).map((name) => `CREATE TABLE ${name} (id int PRIMARY KEY, x int, ${columns}, ${key})`);
}

async function readAll(source: Source): Promise<void> {
  const names = (await source.listTables(neverAborted)).map(({ name }) => name);
  const columns = await collect(source.readColumns(names, neverAborted));
  const keys = await collect(source.readForeignKeys(names, neverAborted));
  assert.deepEqual(
    [columns, keys].map((read) => read.map(({ table }) => table)),
    [names, names],
  );
  assert.ok(columns.every((one) => 'columns' in one && one.columns.length === columnsPerTable));
  assert.ok(keys.every((one) => 'foreignKeys' in one && one.foreignKeys.length === 1));
}

describeWithMariadb('reading a MariaDB source', () => {
  const small = useDatabase(...definitions(2));
  const large = useDatabase(...definitions(120));
  const rights = [() => `SELECT ON ${small.name}.*`, () => `SELECT ON ${large.name}.*`];
  const privileged = useUser(...rights, () => 'PROCESS ON *.*');
  const reader = useUser(...rights);

  for (const [title, user, expected] of [
    ['', privileged, 8],
    [' also without the right to see the tables of InnoDB', reader, 8],
  ] as const) {
    it(`needs as many queries for many tables as for few${title}`, async () => {
      const counts: number[] = [];
      for (const database of [small, large]) {
        await withSource(settingsFor(database.name, user), async (source) => {
          const queries = sinon.spy(MysqlConnection.prototype, 'batches');
          try {
            await readAll(source);
            counts.push(queries.callCount);
          } finally {
            queries.restore();
          }
        });
      }
      assert.deepEqual(counts, [expected, expected]);
    });
  }

  it('gives large results in several batches, in the requested order', () =>
    withSource(settingsFor(large.name), async (source) => {
      const names = tableNames(120);
      const sizes: number[] = [];
      for await (const batch of source.readColumns(names, neverAborted)) sizes.push(batch.length);
      assert.ok(sizes.length > 2 && Math.max(...sizes) < 100, `sizes of batches: ${sizes.join()}`);
      const reversed = names.toReversed();
      const columns = await collect(source.readColumns(reversed, neverAborted));
      assert.deepEqual(
        columns.map(({ table }) => table),
        reversed,
      );
      const keys = await collect(source.readForeignKeys(reversed, neverAborted));
      assert.deepEqual(
        keys.map(({ table }) => table),
        reversed,
      );
    }));

  for (const read of ['readColumns', 'readForeignKeys'] as const) {
    it(`stops between batches when it is cancelled in ${read}, and the source still works`, () =>
      withSource(settingsFor(large.name), async (source) => {
        const names = [...tableNames(120), ...Array.from({ length: 1_000 }, (_, index) => `vanished${index}`)];
        const cancelling = new AbortController();
        let batches = 0;
        const reading = async (): Promise<void> => {
          for await (const batch of source[read](names, cancelling.signal)) {
            assert.ok(batch.length > 0);
            batches++;
            cancelling.abort();
          }
        };
        await assert.rejects(reading(), { code: 'CANCELLED' });
        assert.equal(batches, 1);
        await assert.rejects(source.listTables(cancelling.signal), { code: 'CANCELLED' });
        await readAll(source);
      }));
  }

  it('can be left early, and still works', () =>
    withSource(settingsFor(large.name), async (source) => {
      for await (const batch of source.readColumns(tableNames(120), neverAborted)) {
        assert.ok(batch.length > 0);
        break;
      }
      await readAll(source);
    }));

  it('keeps few connections, and none after it was closed', async () => {
    await withSource(settingsFor(small.name), async (source) => {
      const limits = { rows: 1, characters: 1 };
      await Promise.all(
        tableNames(2).flatMap((name) =>
          Array.from({ length: 10 }, () => source.readRows(name, ['id'], limits, neverAborted)),
        ),
      );
      const open = (await connectionsTo(small.name)).length;
      assert.ok(open > 0 && open <= 4, `${open} connections`);
    });
    await untilNoConnection(small.name);
  });

  it('is not affected when an idle connection ends', () =>
    withSource(
      settingsFor(small.name),
      async (source) => {
        for (const id of await connectionsTo(small.name)) await execute([`KILL ${id}`]);
        await untilNoConnection(small.name);
        await readAll(source);
      },
      { limits: { idle: 0 } },
    ));

  it('says that it was closed, and can be closed twice', async () => {
    const closed = await withSource(settingsFor(small.name), async (source) => source);
    await closed.close();
    await assert.rejects(closed.listTables(neverAborted), { code: 'SOURCE_UNREADABLE', message: /already closed/ });
  });
});

async function untilNoConnection(database: string): Promise<void> {
  while ((await connectionsTo(database)).length > 0);
}

describeWithMariadb('a connection to a MariaDB source', () => {
  const database = useDatabase(
    'CREATE TABLE t (id int)',
    'CREATE VIEW slow AS SELECT SLEEP(60) AS nap',
    `CREATE FUNCTION writes() RETURNS int MODIFIES SQL DATA BEGIN INSERT INTO t VALUES (1); RETURN 1; END`,
    'CREATE VIEW writing AS SELECT writes() AS w',
    `CREATE FUNCTION settings() RETURNS text RETURN CONCAT_WS('/', @@session.tx_read_only,
      @@session.lock_wait_timeout, @@session.max_statement_time, @@session.character_set_client)`,
    'CREATE VIEW session AS SELECT settings() AS settings',
  );
  const limits = { rows: 1, characters: 100 };

  it('only reads, even for a user who may write', () =>
    withSource(settingsFor(database.name), async (source) => {
      const [row] = await source.readRows('session', ['settings'], limits, neverAborted);
      assert.deepEqual(row, ['ON/10/30.000000/utf8mb4']);
      const writing = source.readRows('writing', ['w'], limits, neverAborted);
      await assert.rejects(writing, { message: /Cannot execute statement in a READ ONLY transaction/ });
      assert.deepEqual(await execute(['SELECT COUNT(*) FROM t'], database.name), [[[0]]]);
    }));

  it('refuses statements that write', async () => {
    const queries = sinon.spy(MysqlConnection.prototype, 'batches');
    try {
      await withSource(settingsFor(database.name), async () => {
        const session = queries.lastCall.thisValue as MysqlConnection;
        for (const sql of ['INSERT INTO t VALUES (1)', 'CREATE TABLE u (id int)', 'DROP TABLE t', 'DELETE FROM t']) {
          await assert.rejects(session.all({ sql }, 5_000), { errno: 1792 }, sql);
        }
      });
    } finally {
      queries.restore();
    }
  });

  it('that is lost while it reads gets an error of its own', () =>
    withSource(settingsFor(database.name), async (source) => {
      const lost = assert.rejects(source.readRows('slow', ['nap'], limits, neverAborted), {
        code: 'SOURCE_CONNECTION_LOST',
        message: /^The server ".*" ended the connection: /,
      });
      const [id] = await untilRunning(`%${database.name}%slow%`, true);
      await execute([`KILL ${id}`]);
      await lost;
      assert.equal((await source.listTables(neverAborted)).length, 4);
    }));

  it('ends its query when the source is closed', async () => {
    const refused: Promise<void>[] = [];
    await withSource(settingsFor(database.name), async (source) => {
      const expected = { code: 'SOURCE_UNREADABLE', message: /already closed/ };
      refused.push(assert.rejects(source.readRows('slow', ['nap'], limits, neverAborted), expected));
      await untilRunning(`%${database.name}%slow%`, true);
    });
    await Promise.all(refused);
    await untilRunning(`%${database.name}%slow%`, false);
  });
});

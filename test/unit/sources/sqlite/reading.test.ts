import * as assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as sinon from 'sinon';
import { SqliteConnection } from '../../../../src/base/sqlite';
import { SqliteQueries } from '../../../../src/sources/sqlite/queries';
import { ReaderProcess } from '../../../../src/sources/sqlite/reader/process';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { collect, neverAborted, openSource, readColumns, readForeignKeys, runScript, withSource } from './support';

const broken = `
  CREATE TABLE good (id INTEGER PRIMARY KEY);
  CREATE VIEW bad AS SELECT * FROM gone;
  CREATE VIEW worse AS SELECT no_such_column FROM good;
  CREATE TABLE last (x REFERENCES good);
  PRAGMA writable_schema = ON;
  INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql)
    VALUES ('table', 'foreign_module', 'foreign_module', 0,
      'CREATE VIRTUAL TABLE foreign_module USING no_such_module (a)');`;

describe('reading a SQLite source', () => {
  const folder = useTemporaryFolder();

  function tableNames(count: number): string[] {
    return Array.from({ length: count }, (_, index) => `t${index}`);
  }

  async function databaseOfTables(count: number): Promise<string> {
    const file = folder.file(`tables-${count}.db`);
    const columns = '(id INTEGER PRIMARY KEY, x REFERENCES t0)';
    const definitions = tableNames(count).map((name) => `CREATE TABLE ${name} ${columns};`);
    await runScript(file, `BEGIN; ${definitions.join('')} COMMIT;`);
    return file;
  }

  it('leaves out only the tables that cannot be read, and says why', async () => {
    const file = folder.file('broken.db');
    await runScript(file, broken);
    const names = ['bad', 'foreign_module', 'good', 'last', 'worse'];
    const columns = await readColumns(file, names);
    assert.deepEqual(
      columns.map((one) => ('error' in one ? one.error.message : one.columns.map(({ name }) => name))),
      [
        '"bad" cannot be read: no such table: main.gone. Repair its definition in the database, and run this again.',
        '"foreign_module" cannot be read: no such module: no_such_module. ' +
          'Repair its definition in the database, and run this again.',
        ['id'],
        ['x'],
        '"worse" cannot be read: no such column: no_such_column. ' +
          'Repair its definition in the database, and run this again.',
      ],
    );
    const keys = await readForeignKeys(file, names);
    assert.deepEqual(
      keys.map((one) => ('error' in one ? 'error' : one.foreignKeys.length)),
      [0, 0, 0, 1, 0],
    );
  });

  it('reads the pages around a table that cannot be read', async () => {
    const file = await databaseOfTables(700);
    await runScript(file, broken);
    const names = tableNames(700).toSpliced(333, 0, 'bad');
    const columns = await readColumns(file, names);
    assert.deepEqual(
      columns.map(({ table }) => table),
      names,
    );
    assert.deepEqual(
      columns.filter((one) => 'error' in one).map(({ table }) => table),
      ['bad'],
    );
  });

  it('needs one query per page, not per table', async () => {
    const countQueries = async (tables: number): Promise<Record<string, number>> => {
      const source = await openSource(await databaseOfTables(tables));
      const all = sinon.spy(ReaderProcess.prototype, 'read');
      try {
        const names = (await source.listTables(neverAborted)).map(({ name }) => name);
        const list = all.callCount;
        await collect(source.readColumns(names, neverAborted));
        const columns = all.callCount - list;
        await collect(source.readForeignKeys(names, neverAborted));
        return { list, columns, foreignKeys: all.callCount - list - columns };
      } finally {
        all.restore();
        await source.close();
      }
    };
    assert.deepEqual(await countQueries(2), { list: 2, columns: 2, foreignKeys: 1 });
    assert.deepEqual(await countQueries(50), { list: 2, columns: 2, foreignKeys: 1 });
    assert.deepEqual(await countQueries(550), { list: 2, columns: 3, foreignKeys: 2 });
  });

  it('leaves the file as it was', async () => {
    const file = await databaseOfTables(60);
    const state = async (): Promise<unknown[]> => [
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
      (await stat(file)).mtimeMs,
      await readdir(dirname(file)),
    ];
    const before = await state();
    await readColumns(file, tableNames(60));
    await readForeignKeys(file, tableNames(60));
    assert.deepEqual(await state(), before);
  });

  it('sees a database that is written at the same time, in write-ahead logging', async () => {
    const file = folder.file('logged.db');
    const writer = await SqliteConnection.open(file, 'create');
    try {
      await writer.execute('PRAGMA journal_mode = WAL; CREATE TABLE first (a)');
      await withSource(file, async (source) => {
        await writer.execute('CREATE TABLE second (a)');
        assert.equal((await source.listTables(neverAborted)).length, 2);
      });
    } finally {
      await writer.close();
    }
  });

  for (const read of ['readColumns', 'readForeignKeys'] as const) {
    it(`stops between pages when it is cancelled in ${read}`, async () => {
      const source = await openSource(await databaseOfTables(700));
      const cancelling = new AbortController();
      let batches = 0;
      const reading = async (): Promise<void> => {
        for await (const batch of source[read](tableNames(700), cancelling.signal)) {
          assert.ok(batch.length > 0);
          batches++;
          cancelling.abort();
        }
      };
      try {
        await assert.rejects(reading(), { code: 'CANCELLED' });
        assert.equal(batches, 1);
        await assert.rejects(source.listTables(cancelling.signal), { code: 'CANCELLED' });
      } finally {
        await source.close();
      }
    });
  }

  it('can be left early and closed', async () => {
    const source = await openSource(await databaseOfTables(700));
    for await (const batch of source.readColumns(tableNames(700), neverAborted)) {
      assert.ok(batch.length > 0);
      break;
    }
    await source.close();
  });

  it('interrupts the query that runs when it is cancelled', async () => {
    const file = await databaseOfTables(1);
    const queries = new SqliteQueries(file, () => ReaderProcess.open(file));
    try {
      const cancelling = new AbortController();
      const endless = queries.all(
        'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS text FROM n',
        cancelling.signal,
      );
      setImmediate(() => cancelling.abort());
      await assert.rejects(endless, { code: 'CANCELLED' });
      assert.deepEqual(await queries.all("SELECT 'again' AS text", neverAborted), ['again']);
    } finally {
      await queries.close();
    }
  });

  it('ends as a whole when the file can no longer be read', async () => {
    const source = await openSource(await databaseOfTables(3));
    await source.close();
    await assert.rejects(collect(source.readColumns(tableNames(3), neverAborted)), { code: 'SOURCE_UNREADABLE' });
    await assert.rejects(collect(source.readForeignKeys(tableNames(3), neverAborted)), { code: 'SOURCE_UNREADABLE' });
  });
});

import assert from 'node:assert/strict';
import type { Database } from 'sqlite3';
import { loadSqlite3 } from '../../../../src/base/sqlite';
import { limitSqlite, type SqliteLimits } from '../../../../src/catalog/storage/limitedSqlite';
import { all } from '../support';

const endless = 'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)';

describe('a SQLite connection with limits', () => {
  const opened: Database[] = [];
  afterEach(async () => {
    for (const database of opened.splice(0))
      await new Promise<void>((resolve, reject) => database.close((error) => (error ? reject(error) : resolve())));
  });

  async function open(changes: Partial<SqliteLimits> = {}): Promise<Database> {
    const limits = { length: 1_000, rows: 100, characters: 10_000, time: 10_000, ...changes };
    const { Database, OPEN_CREATE, OPEN_READWRITE } = limitSqlite(loadSqlite3(), limits);
    const mode = OPEN_READWRITE | OPEN_CREATE;
    return new Promise((resolve, reject) => {
      const database: Database = new Database(':memory:', mode, (error) => (error ? reject(error) : resolve(database)));
      opened.push(database);
    });
  }

  it('gives the same rows as one without', async () => {
    const database = await open();
    const values = "SELECT column1 AS a, column2 AS b FROM (VALUES (1, 'x'), (2.5, NULL), ('é', x'00ff'))";
    const plain: Database = new (loadSqlite3().Database)(':memory:');
    opened.push(plain);
    assert.deepEqual(await all(database, values), await all(plain, values));
    assert.deepEqual(await all(database, 'SELECT 1 WHERE false'), []);
    assert.deepEqual(await all(database, 'CREATE TABLE t (a)'), []);
    assert.deepEqual(await all(database, 'SELECT ? AS a, ? AS b', [1, 'two']), [{ a: 1, b: 'two' }]);
    const hundred = await all<{ x: number }>(database, `${endless} SELECT x FROM c LIMIT 100`);
    assert.deepEqual(
      hundred.map(({ x }) => x),
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });

  it('reports the errors of SQL, and goes on', async () => {
    const database = await open();
    await assert.rejects(all(database, 'SELECT no'), /no such column: no/);
    const second = "SELECT json(x) FROM (SELECT '{}' AS x UNION ALL SELECT '{')";
    await assert.rejects(all(database, second), /malformed JSON/);
    assert.deepEqual(await all(database, 'SELECT 1 AS one'), [{ one: 1 }]);
  });

  for (const [title, sql, message] of [
    ['with too many rows', `${endless} SELECT x FROM c`, /SQLITE_TOOBIG: a query gives more than 100 rows/],
    [
      'with rows that are too long together',
      `${endless} SELECT printf('%900s', x) AS t FROM c`,
      /more than 10,000 characters/,
    ],
    ['with one text that is too long', 'SELECT hex(zeroblob(900)) AS t', /SQLITE_TOOBIG/],
  ] as const) {
    it(`ends a query ${title}, and goes on`, async () => {
      const database = await open();
      await assert.rejects(all(database, sql), message);
      assert.deepEqual(await all(database, 'SELECT 1 AS one'), [{ one: 1 }]);
    });
  }

  it('ends a query that takes too long, also after another, and goes on', async () => {
    const database = await open({ time: 100 });
    const slow = `${endless} SELECT count(*) FROM c`;
    const late = { code: 'SQLITE_INTERRUPT', message: /a query takes longer than 0\.1 s/ };
    await Promise.all([assert.rejects(all(database, slow), late), assert.rejects(all(database, slow), late)]);
    assert.deepEqual(await all(database, 'SELECT 1 AS one'), [{ one: 1 }]);
  });
});

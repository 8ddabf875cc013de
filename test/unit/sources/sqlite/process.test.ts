import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { SqliteConnection } from '../../../../src/base/sqlite';
import { connect } from '../../../../src/sources/sqlite/connection';
import { SqliteQueries, type ReadBudget } from '../../../../src/sources/sqlite/queries';
import { useReaderProgram, readerProgram } from '../../../../src/sources/sqlite/reader/program';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { collect, neverAborted, openSource, runScript, withSource } from './support';

const endless = 'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)';
const endlessQuery = `${endless} SELECT count(*) AS text FROM c`;
/** Without a jump, so that SQLite never looks whether it was interrupted. */
const straight = Array.from({ length: 400 }, (_, i) => `length(hex(randomblob(${20_000_000 + i})))`).join(' + ');
const again = "SELECT 'again' AS text";
const rowLimits = { rows: 5, characters: 100 };

describe('the process that reads a SQLite file', () => {
  const folder = useTemporaryFolder();

  /** Writes a file, and runs queries on it. */
  async function withQueries(
    script: string,
    budget: Partial<ReadBudget>,
    work: (queries: SqliteQueries) => Promise<void>,
  ): Promise<void> {
    const file = folder.file('hostile.db');
    await runScript(file, script);
    const whole = { time: 10_000, endedReads: 5, characters: 1_000_000, ...budget };
    const queries = new SqliteQueries(file, () => connect(file), whole);
    try {
      await work(queries);
    } finally {
      await queries.close();
    }
  }

  it('leaves the threads of this process to its files and its own databases', async () => {
    const own = folder.file('own.db');
    await runScript(own, 'CREATE TABLE own (a)');
    const cancelling = new AbortController();
    const file = folder.file('slow.db');
    await runScript(file, `CREATE VIEW v AS ${endless} SELECT count(*) AS n FROM c`);
    const sources = await Promise.all(Array.from({ length: 4 }, () => openSource(file)));
    const connection = await SqliteConnection.open(own, 'readOnly');
    try {
      let ended = 0;
      const reading = sources.map((source) =>
        source.readRows('v', ['n'], rowLimits, cancelling.signal).finally(() => ended++),
      );
      const refused = Promise.all(reading.map((one) => assert.rejects(one, { code: 'CANCELLED' })));
      await connection.all('SELECT * FROM own');
      await readFile(own);
      assert.equal(ended, 0);
      cancelling.abort();
      await refused;
    } finally {
      await connection.close();
      await Promise.all(sources.map((source) => source.close()));
    }
  });

  for (const [what, sql] of [
    ['an endless query', endlessQuery],
    ['a query that SQLite cannot interrupt', `SELECT ${straight} AS text`],
  ] as const) {
    it(`is killed in ${what} when that is cancelled, and started again`, async () => {
      await withQueries('CREATE TABLE t (a)', {}, async (queries) => {
        await queries.open();
        const cancelling = new AbortController();
        const reading = queries.all(sql, cancelling.signal);
        setImmediate(() => cancelling.abort());
        const start = performance.now();
        await assert.rejects(reading, { code: 'CANCELLED' });
        assert.ok(performance.now() - start < 2_000);
        assert.deepEqual(await queries.all(again, neverAborted), ['again']);
      });
    });
  }

  it('is killed when a query takes too long; the other tables are read', async () => {
    await withQueries('CREATE TABLE t (a)', { time: 500 }, async (queries) => {
      const sql = `SELECT CASE value WHEN 'slow' THEN (${endless} SELECT count(*) FROM c) ELSE value END AS text
        FROM json_each($1) ORDER BY key`;
      const [one, slow, two] = await queries.eachTable(sql, ['one', 'slow', 'two'], neverAborted);
      assert.deepEqual(
        [one, two],
        [
          { table: 'one', json: 'one' },
          { table: 'two', json: 'two' },
        ],
      );
      assert.ok(slow && 'error' in slow);
      assert.match(slow.error.message, /"slow" cannot be read: reading it took longer than 0\.5 s\. It is left out\.$/);
    });
  });

  it('reads nothing more once several queries had to be ended', async () => {
    await withQueries('CREATE TABLE t (a)', { time: 300, endedReads: 2 }, async (queries) => {
      for (const table of ['first', 'second']) {
        await assert.rejects(queries.ofTable(table, endlessQuery, [], neverAborted), { message: /longer than/ });
      }
      await assert.rejects(queries.ofTable('third', again, [], neverAborted), {
        code: 'SOURCE_UNREADABLE',
        message: /"third" cannot be read: 2 reads of this database had to be ended/,
      });
    });
  });

  it('is started again after it crashed', async () => {
    await withQueries('CREATE TABLE t (a)', {}, async (queries) => {
      await queries.open();
      const reading = queries.ofTable('t', endlessQuery, [], neverAborted);
      const killing = promisify(execFile)('pkill', ['-KILL', '-f', folder.file('hostile.db')]);
      await assert.rejects(reading, { code: 'SOURCE_UNREADABLE', message: /"t" cannot be read: SQLite .* crashed/ });
      await killing;
      assert.deepEqual(await queries.all(again, neverAborted), ['again']);
    });
  });

  const bombs: readonly (readonly [what: string, select: string, message: RegExp])[] = [
    ['a gigantic text', 'SELECT hex(zeroblob(450000000)) AS n', /too big/],
    [
      'a sort of more than fits',
      `${endless} SELECT randomblob(1000000) AS n FROM c ORDER BY 1`,
      /needs more than 128 MB of memory/,
    ],
  ];
  for (const [what, select, message] of bombs) {
    it(`refuses a view that builds ${what}, without memory of this process`, async () => {
      const file = folder.file('large.db');
      await runScript(file, `CREATE TABLE good (a); INSERT INTO good VALUES ('here'); CREATE VIEW v AS ${select};`);
      await withSource(file, async (source) => {
        const before = process.memoryUsage.rss();
        await assert.rejects(source.readRows('v', ['n'], rowLimits, neverAborted), {
          code: 'SOURCE_UNREADABLE',
          message,
        });
        assert.ok(process.memoryUsage.rss() - before < 100_000_000);
        assert.deepEqual(await source.readRows('good', ['a'], rowLimits, neverAborted), [['here']]);
      });
    });
  }

  it('leaves out a table with more text than its budget', async () => {
    const file = folder.file('names.db');
    const name = 'n'.repeat(100_000);
    const columns = Array(44)
      .fill('t')
      .map((table: string, index) => `${table} a${index}`)
      .join(', ');
    await runScript(file, `CREATE TABLE t ("${name}"); CREATE VIEW wide AS SELECT * FROM ${columns};`);
    await withSource(file, async (source) => {
      const [t, wide] = await collect(source.readColumns(['t', 'wide'], neverAborted));
      assert.ok(t && 'columns' in t);
      assert.ok(wide && 'error' in wide);
      assert.match(wide.error.message, /"wide" cannot be read: .*longer than 1,000,000 characters/);
    });
  });

  /** Each reads the one before it twice, so that the last reads the first 2³⁰ times. */
  const doubling = Array.from(
    { length: 30 },
    (_, index) => `CREATE VIEW v${index + 1} AS SELECT a.x FROM v${index} a, v${index} b;`,
  ).join('');
  const beyondLimits: readonly (readonly [what: string, script: string, name: string])[] = [
    ['that doubles thirty times', `CREATE VIEW v0 AS SELECT x FROM good; ${doubling}`, 'v30'],
    [
      'of more columns than SQLite compiles',
      `CREATE TABLE broad (${Array.from({ length: 1_500 }, (_, index) => `c${index}`).join(', ')});
       CREATE VIEW broader AS SELECT * FROM broad one, broad two;`,
      'broader',
    ],
  ];
  for (const [what, script, name] of beyondLimits) {
    it(`leaves out a view ${what}, and reads the tables beside it`, async () => {
      const file = folder.file('limits.db');
      await runScript(file, `CREATE TABLE good (x); ${script}`);
      await withSource(file, async (source) => {
        const names = (await source.listTables(neverAborted)).map((table) => table.name);
        assert.ok(names.includes(name) && names.includes('good'));
        const [good, view] = await collect(source.readColumns(['good', name], neverAborted));
        assert.ok(good && 'columns' in good && good.columns.length === 1);
        assert.ok(view && 'error' in view);
        assert.match(view.error.message, new RegExp(`"${name}" cannot be read: `));
      });
    });
  }

  it('stops reading when everything together is over the budget', async () => {
    await withQueries('CREATE TABLE t (a)', { characters: 4 }, async (queries) => {
      await queries.all(again, neverAborted);
      await assert.rejects(queries.all(again, neverAborted), { message: /more than 4 characters were read/ });
    });
  });

  it('is not trusting: a view cannot call functions with side effects, nor attach a file', async () => {
    const file = folder.file('trust.db');
    await runScript(file, "CREATE VIEW v AS SELECT load_extension('/nowhere') AS n;");
    await withSource(file, async (source) => {
      await assert.rejects(source.readRows('v', ['n'], rowLimits, neverAborted), { code: 'SOURCE_UNREADABLE' });
    });
    await withQueries('CREATE TABLE t (a)', {}, async (queries) => {
      await assert.rejects(queries.all("ATTACH ':memory:' AS other", neverAborted), { message: /too many attached/ });
      assert.deepEqual(
        await queries.all(
          'SELECT trusted_schema || query_only AS text FROM pragma_trusted_schema, pragma_query_only',
          neverAborted,
        ),
        ['01'],
      );
    });
  });

  it('says why it could not be started', async () => {
    const program = readerProgram();
    const file = folder.file('any.db');
    await runScript(file, 'CREATE TABLE t (a)');
    useReaderProgram(folder.file('missing.js'));
    try {
      await assert.rejects(openSource(file), { code: 'SOURCE_UNREADABLE' });
    } finally {
      useReaderProgram(program);
    }
  });

  it('passes on that SQLite does not load on this platform', async () => {
    const program = readerProgram();
    const file = folder.file('any.db');
    await runScript(file, 'CREATE TABLE t (a)');
    const failing = folder.file('failing.js');
    const error = { code: 'NATIVE_BINDING', message: 'not here' };
    await writeFile(failing, `process.send({ type: 'failed', error: ${JSON.stringify(error)} });`);
    useReaderProgram(failing);
    try {
      await assert.rejects(openSource(file), { code: 'NATIVE_BINDING', message: 'not here' });
    } finally {
      useReaderProgram(program);
    }
  });
});

import * as assert from 'node:assert/strict';
import { yieldToEventLoop } from '../../../../src/base/clock';
import { destinationOf } from '../../../../src/sources/postgres/destination';
import { openPostgres, usualLimits } from '../../../../src/sources/postgres/engine';
import { PostgresQueries } from '../../../../src/sources/postgres/queries';
import type { Source } from '../../../../src/sources/source';
import { describeWithPostgres } from '../../support/servers';
import { useProxy } from './proxy';
import { collect, neverAborted, useDatabase } from './support';

describeWithPostgres('reading a PostgreSQL source', () => {
  const database = useDatabase(`
    CREATE VIEW slow AS SELECT pg_sleep(60)::text AS nap;
    CREATE TABLE written (id int);
    ${['few', 'many'].map((schema) => `CREATE SCHEMA ${schema};`).join('')}
    ${tablesOf('few', 2)}
    ${tablesOf('many', 600)}`);
  const proxy = useProxy();

  function tablesOf(schema: string, count: number): string {
    const columns = `(id int PRIMARY KEY DEFAULT 1, other int REFERENCES ${schema}.t0, text text)`;
    const comment = 'x'.repeat(600);
    return tableNames(count)
      .map((name) => `${schema}.${name}`)
      .map((name) => `CREATE TABLE ${name} ${columns}; COMMENT ON TABLE ${name} IS '${comment}';`)
      .join('\n');
  }

  function tableNames(count: number): string[] {
    return Array.from({ length: count }, (_, index) => `t${index}`);
  }

  function openThroughProxy(schema = 'few', limits = usualLimits): Promise<Source> {
    const settings = database.settings({ schema, dbHost: '127.0.0.1', dbPort: proxy.port, ssl: 'disable' });
    return openPostgres(settings, neverAborted, undefined, limits);
  }

  /** The queries of this suite's sources that the server is running. */
  async function working(): Promise<string[]> {
    const rows = await database.run(`
      SELECT query FROM pg_stat_activity
      WHERE application_name = 'Thoth' AND datname = current_database() AND state = 'active'`);
    return rows.flat();
  }

  /** Whether the query on the slow view, which takes a minute, is running. */
  async function isSlow(): Promise<boolean> {
    return (await working()).some((query) => query.includes('"slow"'));
  }

  async function connected(): Promise<number> {
    const [row] = await database.run(`
      SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'Thoth' AND datname = current_database()`);
    return Number(row?.[0]);
  }

  /** Polls until the condition holds, since the server notices the end of a connection with a delay. */
  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isSo())) await yieldToEventLoop();
  }

  it('needs as many queries for many tables as for few', async () => {
    const countQueries = async (schema: string, tables: number): Promise<Record<string, number>> => {
      let before = proxy.queries();
      const since = (): number => -before + (before = proxy.queries());
      const source = await openThroughProxy(schema);
      try {
        const open = since();
        const names = (await source.listTables(neverAborted)).map(({ name }) => name);
        assert.equal(names.length, tables);
        const list = since();
        assert.equal((await collect(source.readColumns(names, neverAborted))).length, tables);
        const columns = since();
        assert.equal((await collect(source.readForeignKeys(names, neverAborted))).length, tables);
        return { open, list, columns, foreignKeys: since() };
      } finally {
        await source.close();
      }
    };
    // BEGIN, the query, ROLLBACK
    const messages = 3;
    const expected = { open: 2 * messages, list: messages, columns: 3 * messages, foreignKeys: messages };
    assert.deepEqual(await countQueries('few', 2), expected);
    assert.deepEqual(await countQueries('many', 600), expected);
  });

  it('takes a large result in parts, and still works after one that fails', async () => {
    const queries = new PostgresQueries(destinationOf(database.settings(), usualLimits));
    try {
      for (const rows of [0, 99, 100, 101, 1_000]) {
        const series = { sql: `SELECT generate_series(1, ${rows})`, rowsAtATime: 100 };
        const expected = Array.from({ length: rows }, (_, index) => [String(index + 1)]);
        assert.deepEqual(await queries.run(series, neverAborted), expected);
      }
      const failing = { sql: 'SELECT 1 / (150 - n) FROM generate_series(1, 1000) AS n', rowsAtATime: 100 };
      await assert.rejects(queries.run(failing, neverAborted), { code: 'SOURCE_UNREADABLE', message: /by zero/ });
      assert.deepEqual(await queries.run({ sql: 'SELECT 1' }, neverAborted), [['1']]);
    } finally {
      await queries.close();
    }
  });

  it('cannot write, by any statement', async () => {
    const queries = new PostgresQueries(destinationOf(database.settings(), usualLimits));
    try {
      const attempts = [
        'INSERT INTO public.written VALUES (1)',
        'DELETE FROM public.written',
        'CREATE TABLE public.made (id int)',
        'CREATE SCHEMA made',
        "COMMENT ON TABLE public.written IS 'hello'",
        'GRANT SELECT ON public.written TO PUBLIC',
      ];
      for (const sql of attempts) {
        await assert.rejects(queries.run({ sql }, neverAborted), {
          code: 'SOURCE_UNREADABLE',
          message: /in a read-only transaction/,
        });
      }
      const shown = await queries.run(
        { sql: "SELECT current_setting('application_name'), current_setting('lock_timeout')" },
        neverAborted,
      );
      assert.deepEqual(shown, [['Thoth', '5s']]);
    } finally {
      await queries.close();
    }
    assert.deepEqual(await database.run('SELECT count(*)::int FROM written'), [[0]]);
  });

  it('stops between batches when it is cancelled', async () => {
    await database.withSource(
      async (source) => {
        const cancelling = new AbortController();
        let batches = 0;
        const reading = async (): Promise<void> => {
          for await (const batch of source.readColumns(tableNames(600), cancelling.signal)) {
            assert.ok(batch.length > 0 && batch.length < 600);
            batches++;
            cancelling.abort();
          }
        };
        await assert.rejects(reading(), { code: 'CANCELLED' });
        assert.equal(batches, 1);
      },
      { schema: 'many' },
    );
  });

  it('can be left early, and goes on with other queries', async () => {
    await database.withSource(
      async (source) => {
        for await (const batch of source.readColumns(tableNames(600), neverAborted)) {
          assert.ok(batch.length > 0 && batch.length < 600);
          assert.equal((await source.listTables(neverAborted)).length, 600);
          break;
        }
      },
      { schema: 'many' },
    );
  });

  it('runs simultaneous readings one after the other', async () => {
    await database.withSource(async (source) => {
      const limits = { rows: 1, characters: 9 };
      const asked = Array.from({ length: 8 }, () => source.readRows('written', ['id'], limits, neverAborted));
      assert.deepEqual(
        await Promise.all(asked),
        Array.from({ length: 8 }, () => []),
      );
      assert.equal(await connected(), 1);
    });
  });

  it('rejects at once when it is cancelled, and stops the query on the server', async () => {
    await database.withSource(async (source) => {
      const cancelling = new AbortController();
      const limits = { rows: 1, characters: 9 };
      const reading = source.readRows('slow', ['nap'], limits, cancelling.signal);
      reading.catch(() => undefined);
      await until(isSlow);
      const waiting = source.listTables(cancelling.signal);
      waiting.catch(() => undefined);
      const start = performance.now();
      cancelling.abort();
      await assert.rejects(reading, { code: 'CANCELLED' });
      await assert.rejects(waiting, { code: 'CANCELLED' });
      assert.ok(performance.now() - start < 50, `it took ${performance.now() - start} ms`);
      await until(async () => (await working()).length === 0);
      assert.ok(performance.now() - start < 5_000, 'the query was not cancelled on the server');
      assert.equal((await source.listTables(neverAborted)).length, 2, 'the next question is answered');
    });
    await until(async () => (await connected()) === 0);
  });

  it('sends no query when it was already cancelled', async () => {
    const source = await openThroughProxy();
    try {
      const before = proxy.queries();
      await assert.rejects(source.listTables(AbortSignal.abort()), { code: 'CANCELLED' });
      await assert.rejects(collect(source.readColumns(['t0'], AbortSignal.abort())), { code: 'CANCELLED' });
      await assert.rejects(collect(source.readForeignKeys(['t0'], AbortSignal.abort())), { code: 'CANCELLED' });
      assert.equal(proxy.queries(), before);
    } finally {
      await source.close();
    }
  });

  it('ends a query that runs when it is closed, and leaves no connection behind', async () => {
    const source = await database.open();
    const reading = source.readRows('slow', ['nap'], { rows: 1, characters: 9 }, neverAborted);
    reading.catch(() => undefined);
    await until(isSlow);
    await source.close();
    await source.close();
    await assert.rejects(reading, { code: 'SOURCE_UNREADABLE', message: /its connection was already closed/ });
    await assert.rejects(source.listTables(neverAborted), {
      code: 'SOURCE_UNREADABLE',
      message: `The database "${database.name}" cannot be read: its connection was already closed.`,
    });
    await until(async () => (await connected()) === 0);
  });

  it('reports that the connection was lost when the server ends it in the middle', async () => {
    await database.withSource(async (source) => {
      const reading = source.readRows('slow', ['nap'], { rows: 1, characters: 9 }, neverAborted);
      reading.catch(() => undefined);
      await until(isSlow);
      await terminateConnections();
      await assert.rejects(reading, {
        code: 'SOURCE_CONNECTION_LOST',
        message: /^The connection to ".*" was lost while "slow" was read: terminating connection.*Check that/,
      });
      assert.equal((await source.listTables(neverAborted)).length, 2, 'a new connection is made');
    });
  });

  function terminateConnections(): Promise<string[][]> {
    return database.run(`
      SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE application_name = 'Thoth' AND datname = current_database()`);
  }

  it('survives the end of its idle connection, and makes a new one', async () => {
    await database.withSource(async (source) => {
      assert.deepEqual(await terminateConnections(), [[true]]);
      assert.equal((await source.listTables(neverAborted)).length, 2);
      assert.equal(await connected(), 1);
    });
  });

  it('reports that the connection was lost when the network cuts it', async () => {
    const source = await openThroughProxy('public');
    try {
      const reading = source.readRows('slow', ['nap'], { rows: 1, characters: 9 }, neverAborted);
      reading.catch(() => undefined);
      await until(isSlow);
      proxy.cut();
      await assert.rejects(reading, { code: 'SOURCE_CONNECTION_LOST', message: /was lost while "slow" was read/ });
      await proxy.refuse();
      await assert.rejects(source.listTables(neverAborted), {
        code: 'SOURCE_CONNECTION_LOST',
        message: /was lost, and there is no new one\. No server answers at/,
      });
    } finally {
      await source.close();
    }
    await terminateConnections();
  });

  it('gives up when the network stops delivering data', async () => {
    const source = await openThroughProxy('few', { ...usualLimits, catalog: 100, silence: 0 });
    try {
      const passed = proxy.stall();
      const listing = source.listTables(neverAborted);
      await passed;
      await assert.rejects(listing, { code: 'SOURCE_TIMEOUT', message: /could not be read in time/ });
      await until(() => proxy.connections() === 0);
    } finally {
      await source.close();
    }
  });
});

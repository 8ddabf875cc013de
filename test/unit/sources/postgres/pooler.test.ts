import assert from 'node:assert/strict';
import { postgresEngine, usualLimits } from '../../../../src/sources/postgres/engine';
import { describeWithPgbouncer, usePgbouncer } from '../../support/pgbouncer';
import { postgresServer, type TestServer } from '../../support/servers';
import { until } from '../../support/until';
import { collect, failsToOpen, neverAborted, runScript, settingsOf, uniqueName, useDatabase } from './support';

/** The parameters at the start of a session that this kind of pooler drops. */
const ignored = 'extra_float_digits,options,statement_timeout,lock_timeout,application_name';

/** What a client of the pooler gets: the settings of the pooled session, and whether names are found as before. */
const session =
  "SELECT (SELECT json_object_agg(name, setting ORDER BY name)::text FROM pg_settings WHERE source = 'session' " +
  "AND name NOT IN ('application_name', 'client_encoding')), current_setting('search_path'), count(*) FROM customer";

describeWithPgbouncer('PostgreSQL behind a pooler', () => {
  const database = useDatabase(`
    CREATE TABLE customer (id int PRIMARY KEY, photo bytea, born date, "group" int DEFAULT 1);
    INSERT INTO customer VALUES (1, '\\x4142', '2020-12-31'), (2, NULL, NULL);
    CREATE SCHEMA app;
    CREATE TABLE app.purchase (id int PRIMARY KEY, customer_id int REFERENCES customer);
    CREATE SEQUENCE counter;
    CREATE VIEW app.counting AS SELECT nextval('public.counter') AS n;
    CREATE VIEW app.slow AS SELECT pg_sleep(60)::text AS nap;
  `);
  const onOneSession = { pool_mode: 'transaction', default_pool_size: 1 };

  for (const [title, settings] of [
    ['that hands its sessions on after each transaction', onOneSession],
    ['that drops parameters', { ...onOneSession, ignore_startup_parameters: ignored }],
    ['that keeps a session for each client', { pool_mode: 'session', default_pool_size: 1 }],
  ] as const) {
    describe(title, () => {
      const pooler = usePgbouncer(settings);

      it('is only read, and nothing is left behind in the session', async () => {
        const before = await runScript(session, database.name, pooler);
        const read = await readAll(pooler, database.name);
        assert.deepEqual(read, await readAll(postgresServer, database.name));
        assert.deepEqual(await runScript(session, database.name, pooler), before);
        assert.deepEqual(await database.run('SELECT last_value::text, is_called::text FROM counter'), [['1', 'false']]);
      });
    });
  }

  describe('whose sessions others have used', () => {
    const pooler = usePgbouncer(onOneSession);

    it('is read as if they had not', async () => {
      const expected = await readAll(postgresServer, database.name);
      await runScript(
        "SET bytea_output = escape; SET DateStyle = 'German'; SET quote_all_identifiers = on; SET extra_float_digits = -3; " +
          'SET default_transaction_read_only = off; SET search_path = app',
        database.name,
        pooler,
      );
      assert.deepEqual(await readAll(pooler, database.name), expected);
    });
  });

  describe('when a read is cancelled', () => {
    const pooler = usePgbouncer({ pool_mode: 'transaction' });

    it('is no longer busy with it', async () => {
      const cancelling = new AbortController();
      const isNapping = async (): Promise<boolean> =>
        (
          await runScript(`SELECT 1 FROM pg_stat_activity WHERE datname = '${database.name}' AND query LIKE '%nap%'
          AND state = 'active' AND pid <> pg_backend_pid()`)
        ).length > 0;
      await database.withSource(
        async (source) => {
          const reading = source.readRows('slow', ['nap'], { rows: 1, characters: 9 }, cancelling.signal);
          reading.catch(() => undefined);
          await until(isNapping);
          cancelling.abort();
          await assert.rejects(reading, { code: 'CANCELLED' });
          await until(async () => !(await isNapping()));
        },
        { ...placeOf(pooler), schema: 'app' },
      );
    });
  });

  describe('that answers with errors of its own', () => {
    const byStatement = usePgbouncer({ pool_mode: 'statement' });
    const full = usePgbouncer({ pool_mode: 'transaction', max_client_conn: 0 });
    const alone = usePgbouncer({ pool_mode: 'transaction' }, { ...postgresServer, host: '127.0.0.1', port: 1 });

    it('is named as a pooler', async () => {
      for (const [pooler, said] of [
        [byStatement, /transaction blocks not allowed/],
        [full, /no more connections allowed/],
      ] as const) {
        const error = await failsToOpen(settingsOf(database.name, {}, pooler), 'SOURCE_UNREADABLE', said);
        assert.match(error.message, /connection pooler in between: .*use the direct address/);
      }
      const missing = settingsOf(uniqueName(), {}, byStatement);
      await failsToOpen(missing, 'SOURCE_UNREADABLE', /does not exist.* connection pooler in between/);
    });

    it('is named as a pooler when it waits for its server', () =>
      failsToOpen(settingsOf(database.name, {}, alone), 'SOURCE_HOST_UNREACHABLE', /pooler/, {
        ...usualLimits,
        connect: 500,
      }));
  });
});

/** Reads everything that a source can read of two schemas; rows of a view that writes must be refused. */
async function readAll(server: TestServer, dbName: string): Promise<unknown> {
  const limits = { rows: 5, characters: 20 };
  const read: unknown[] = [];
  for (const schema of ['public', 'app']) {
    const source = await postgresEngine.open(settingsOf(dbName, { schema }, server), neverAborted);
    try {
      const tables = await source.listTables(neverAborted);
      const names = tables.map(({ name }) => name);
      const columns = await collect(source.readColumns(names, neverAborted));
      read.push(tables, columns, await collect(source.readForeignKeys(names, neverAborted)));
      if (schema === 'public') {
        read.push(await source.readRows('customer', ['id', 'photo', 'born', 'group'], limits, neverAborted));
      } else {
        const counting = source.readRows('counting', ['n'], limits, neverAborted);
        await assert.rejects(counting, { message: /read-only transaction/ });
      }
    } finally {
      await source.close();
    }
  }
  return read;
}

function placeOf({ host, port }: TestServer): { dbHost: string; dbPort: number } {
  return { dbHost: host, dbPort: port };
}

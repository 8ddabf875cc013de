import * as assert from 'node:assert/strict';
import type { SourceRow, SourceSettings } from '../../../../src/sources/source';
import { describeWithPostgres } from '../../support/servers';
import { neverAborted, runScript, uniqueName, useDatabase } from './support';

const limits = { rows: 5, characters: 100 };

describeWithPostgres('sampling a PostgreSQL schema with functions of strangers', () => {
  const reader = uniqueName();
  const fileReader = uniqueName();
  const owner = uniqueName();
  const rolesByItself = uniqueName();
  const roles = [reader, fileReader, owner, rolesByItself];

  before(() =>
    runScript(`
      ${roles.map((role) => `CREATE ROLE ${role} LOGIN;`).join('')}
      GRANT pg_read_server_files TO ${fileReader}; GRANT ${fileReader} TO ${rolesByItself};
      ALTER ROLE ${rolesByItself} NOINHERIT`),
  );

  // a lock of the session is left by the function, and can be seen by others until the session ends
  const database = useDatabase(`
    CREATE FUNCTION strike(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql
      AS $$ BEGIN PERFORM pg_advisory_lock_shared(4711); RETURN n; END $$;
    CREATE TABLE plain (n int); INSERT INTO plain VALUES (1);
    CREATE VIEW seen AS SELECT strike(n) AS n FROM plain;
    CREATE VIEW above AS SELECT n FROM seen;
    CREATE MATERIALIZED VIEW kept AS SELECT strike(n) AS n FROM plain;
    CREATE TABLE indexed (n int); INSERT INTO indexed VALUES (1); CREATE INDEX ON indexed ((strike(1) + n));
    CREATE TABLE partly (n int); INSERT INTO partly VALUES (1); CREATE INDEX ON partly (n) WHERE n > strike(0);
    CREATE TABLE measured (n int, m int); INSERT INTO measured VALUES (1, 1);
    CREATE STATISTICS measures ON (strike(1) + n), m FROM measured;
    CREATE TABLE keyed (n int) PARTITION BY RANGE ((strike(1) + n));
    CREATE TABLE keyed_low PARTITION OF keyed FOR VALUES FROM (0) TO (100); INSERT INTO keyed VALUES (1);
    CREATE TABLE parent (n int) PARTITION BY RANGE (n);
    CREATE TABLE child PARTITION OF parent FOR VALUES FROM (0) TO (100); INSERT INTO parent VALUES (1);
    CREATE INDEX ON child ((strike(1) + n));
    CREATE TABLE guarded (n int); INSERT INTO guarded VALUES (1); ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
    CREATE POLICY all_rows ON guarded USING (strike(n) = n);
    CREATE TABLE ordinary (n int PRIMARY KEY, low text); INSERT INTO ordinary VALUES (1, 'x');
    CREATE INDEX ON ordinary (lower(low)) WHERE n > 0;

    CREATE FUNCTION native(text) RETURNS text IMMUTABLE LANGUAGE internal AS 'upper';
    CREATE TYPE state AS ENUM ('draft', 'sent'); CREATE TABLE stated (n int, state state, low text);
    INSERT INTO stated VALUES (1, 'sent', 'x');
    CREATE INDEX ON stated (native(low)) WHERE state = 'sent' AND state = ANY ('{draft,sent}'::state[]);
    CREATE FUNCTION adding(int, int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT public.strike($1) + $2';
    CREATE OPERATOR @+ (LEFTARG = int, RIGHTARG = int, FUNCTION = adding);
    CREATE TABLE operated (n int); INSERT INTO operated VALUES (1); CREATE INDEX ON operated ((1 @+ 2 + n));

    CREATE FOREIGN DATA WRAPPER wrapper; CREATE SERVER elsewhere FOREIGN DATA WRAPPER wrapper;
    CREATE FOREIGN TABLE far (n int) SERVER elsewhere;
    CREATE TABLE mixed (n int) PARTITION BY RANGE (n); CREATE FOREIGN TABLE mixed_far PARTITION OF mixed
      FOR VALUES FROM (0) TO (100) SERVER elsewhere;

    CREATE TYPE mood AS ENUM ('calm'); CREATE TYPE pair AS (left_mood mood, n int); CREATE DOMAIN calm AS mood;
    CREATE FUNCTION as_text(mood) RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM strike(1); RETURN 'struck'; END $$;
    CREATE FUNCTION as_text(pair) RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM strike(1); RETURN 'struck'; END $$;
    CREATE FUNCTION as_text(mood[]) RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM strike(1); RETURN 'struck'; END $$;
    CREATE CAST (mood AS text) WITH FUNCTION as_text(mood);
    CREATE CAST (pair AS text) WITH FUNCTION as_text(pair);
    CREATE CAST (mood[] AS text) WITH FUNCTION as_text(mood[]);
    CREATE TABLE typed (one mood, domain calm, list mood[], two pair, empty pair);
    INSERT INTO typed VALUES ('calm', 'calm', '{calm}', ('calm', 1), NULL), (NULL, NULL, NULL, (NULL, NULL), NULL);
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${roles.join()};
  `);
  after(() => runScript(`DROP ROLE IF EXISTS ${roles.join()}`));

  /** Reads rows with a login, and finds out whether a function ran. */
  function sample(
    table: string,
    overrides: Partial<SourceSettings>,
    columns: readonly string[] = ['n'],
  ): Promise<{ readonly rows: readonly SourceRow[] | Error; readonly struck: boolean }> {
    return database.withSource(async (source) => {
      const rows = await source
        .readRows(table, columns, limits, neverAborted)
        .catch((error: unknown) => error as Error);
      const [[count] = []] = await database.run(`SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
      return { rows, struck: count !== '0' };
    }, overrides);
  }

  async function isWithheld(table: string, overrides: Partial<SourceSettings>, reason: RegExp): Promise<void> {
    const { rows, struck } = await sample(table, overrides);
    assert.ok(rows instanceof Error, JSON.stringify(rows));
    assert.equal((rows as Error & { code?: string }).code, 'SOURCE_SAMPLE_WITHHELD', rows.message);
    assert.match(rows.message, reason);
    assert.equal(struck, false);
  }

  const unsafe: Readonly<Record<string, RegExp>> = {
    seen: /"seen" is not read: it is a view/,
    above: /is a view/,
    indexed: /an index, a statistic or a partition key/,
    partly: /an index/,
    operated: /an index/,
    measured: /a statistic/,
    keyed: /a partition key/,
    parent: /an index/,
  };

  for (const [table, reason] of Object.entries(unsafe)) {
    it(`leaves out "${table}" where the login is a superuser, and runs nothing`, () =>
      isWithheld(table, { sampleViews: false }, reason));

    it(`reads "${table}" with the person's permission, or with a login that may only read`, async () => {
      const read = { rows: [['1']], struck: true };
      assert.deepEqual(await sample(table, { sampleViews: true }), read);
      assert.deepEqual(await sample(table, { sampleViews: false, userName: reader }), read);
    });
  }

  it('leaves out foreign tables and their parents where the login is a superuser', async () => {
    for (const table of ['far', 'mixed']) {
      await isWithheld(table, { sampleViews: false }, /foreign table/);
      const { rows } = await sample(table, { sampleViews: false, userName: reader });
      assert.match(String(rows), /has no handler/);
    }
  });

  it('leaves out row-level security where the login reaches files, also by a role that it could switch to', async () => {
    for (const userName of [fileReader, rolesByItself]) {
      await isWithheld('guarded', { sampleViews: false, userName }, /row-level security/);
      await isWithheld('seen', { sampleViews: false, userName }, new RegExp(`the user "${userName}"`));
    }
    const plain = await sample('guarded', { sampleViews: false, userName: reader });
    assert.deepEqual(plain, { rows: [['1']], struck: true });
  });

  it('reads the other tables of a superuser, and runs nothing', async () => {
    for (const table of ['plain', 'kept', 'guarded', 'ordinary', 'keyed_low', 'stated'])
      assert.deepEqual(await sample(table, { sampleViews: false }), { rows: [['1']], struck: false }, table);
  });

  it('turns values into text without calling casts of users', async () => {
    for (const overrides of [{ sampleViews: false }, { sampleViews: true }, { userName: reader }]) {
      const read = await sample('typed', overrides, ['one', 'domain', 'list', 'two', 'empty']);
      assert.deepEqual(read, {
        rows: [
          ['calm', 'calm', '{calm}', '(calm,1)', null],
          [null, null, null, '(,)', null],
        ],
        struck: false,
      });
    }
  });
});

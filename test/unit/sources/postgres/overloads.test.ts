import assert from 'node:assert/strict';
import pg from 'pg';
import sinon from 'sinon';
import { namesIn, plantingScript } from '../../support/overloads';
import { describeWithPostgres } from '../../support/servers';
import { collect, neverAborted, useDatabase } from './support';

/**
 * The types of the values in Thoth's queries: PostgreSQL prefers a function for exactly such an argument to a general
 * one.
 */
const types = ['oid', 'name', 'text', '"char"', 'boolean', 'smallint', 'integer', 'bigint', 'smallint[]', 'json'];

describeWithPostgres('a PostgreSQL schema with functions and operators of strangers', () => {
  const database = useDatabase(`
    CREATE TYPE status AS ENUM ('draft', 'sent');
    CREATE DOMAIN code AS text NOT NULL;
    CREATE TABLE customer (id serial PRIMARY KEY, code code, state status DEFAULT 'draft', photo bytea);
    COMMENT ON TABLE customer IS 'who buys';
    CREATE TABLE purchase (id int PRIMARY KEY, customer_id int REFERENCES customer, total numeric DEFAULT round(1.5));
    CREATE VIEW recent AS SELECT id, total FROM purchase WHERE total > 0;
    INSERT INTO customer (code) VALUES ('a');
  `);

  /** Reads everything that a source can read. */
  function readAll(): Promise<unknown> {
    return database.withSource(async (source) => {
      const tables = await source.listTables(neverAborted);
      const names = tables.map(({ name }) => name);
      return {
        tables,
        columns: await collect(source.readColumns(names, neverAborted)),
        foreignKeys: await collect(source.readForeignKeys(names, neverAborted)),
        rows: await source.readRows(
          'customer',
          ['id', 'code', 'state', 'photo'],
          { rows: 5, characters: 9 },
          neverAborted,
        ),
        view: await source.readViewDefinition('recent', neverAborted),
      };
    });
  }

  it('is read without calling any of them', async () => {
    const query = sinon.spy(pg.Client.prototype, 'query');
    let before: unknown;
    try {
      before = await readAll();
    } finally {
      query.restore();
    }
    const statements = query.args.map(([given]: readonly unknown[]) =>
      typeof given === 'string' ? given : (given as { readonly text: string }).text,
    );
    const { functions, operators } = await namesIn(statements);
    for (const name of ['json_build_array', 'pg_get_expr', 'pg_has_role', 'format'])
      assert.ok(functions.has(name), [...functions].join());
    assert.ok(operators.has('=') && operators.has('||'), [...operators].join());

    await database.run(plantingScript('public', types, functions, operators));
    assert.deepEqual(await readAll(), before);
    await assert.rejects(database.run(`SET search_path = pg_catalog, public; SELECT 1::oid = 1::integer`), /stranger/);
    await assert.rejects(
      database.run(`SET search_path = pg_catalog, public; SELECT to_json('{1}'::smallint[])`),
      /stranger/,
    );
  });
});

import assert from 'node:assert/strict';
import { parse } from 'libpg-query';
import pg from 'pg';
import sinon from 'sinon';
import { describeWithPostgres } from '../../support/servers';
import { collect, neverAborted, quote, useDatabase } from './support';

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

    await database.run(plantingScript(functions, operators));
    assert.deepEqual(await readAll(), before);
    await assert.rejects(database.run(`SET search_path = pg_catalog, public; SELECT 1::oid = 1::integer`), /stranger/);
    await assert.rejects(
      database.run(`SET search_path = pg_catalog, public; SELECT to_json('{1}'::smallint[])`),
      /stranger/,
    );
  });
});

/** The functions and operators that statements name, as the parser of PostgreSQL itself finds them. */
async function namesIn(statements: readonly string[]) {
  const functions = new Set<string>();
  const operators = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    for (const [kind, value] of Object.entries(node) as [
      string,
      { readonly funcname?: unknown; readonly name?: unknown },
    ][]) {
      if (kind === 'FuncCall') functions.add(lastName(value.funcname));
      if (kind === 'A_Expr') operators.add(lastName(value.name));
      visit(value);
    }
  };
  for (const statement of statements) visit(await parse(statement));
  return { functions, operators };
}

function lastName(names: unknown): string {
  const { String: last } = (names as readonly { readonly String: { readonly sval: string } }[]).at(-1)!;
  return last.sval;
}

/** A function or operator for every combination of types; each fails when it is called. */
function plantingScript(functions: ReadonlySet<string>, operators: ReadonlySet<string>): string {
  const pairs = types.flatMap((left) => types.map((right) => [left, right] as const));
  const signatures = [...types.map((type) => [type]), ...pairs];
  const body = `LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a stranger''s function was called'; END $$`;
  const overloads = [...functions].flatMap((name) =>
    signatures.map(
      (signature) => `CREATE FUNCTION public.${quote(name)}(${signature.join(', ')}) RETURNS text ${body}`,
    ),
  );
  const struck = pairs.map(
    ([left, right]) => `CREATE FUNCTION public.struck(${left}, ${right}) RETURNS boolean ${body}`,
  );
  const isOperator = (name: string): boolean => /^[^\w\s]+$/.test(name);
  const planted = [...operators]
    .filter(isOperator)
    .flatMap((name) =>
      pairs.map(
        ([left, right]) =>
          `CREATE OPERATOR public.${name} (LEFTARG = ${left}, RIGHTARG = ${right}, FUNCTION = public.struck)`,
      ),
    );
  return [...overloads, ...struck, ...planted].join(';\n');
}

import * as assert from 'node:assert/strict';
import { describeWithPostgres } from '../../support/servers';
import { neverAborted, useDatabase } from './support';

const schema = `
  CREATE TABLE "Book" (id int PRIMARY KEY, title text);
  COMMENT ON TABLE "Book" IS E'What is lent.\\nIt''s "ours" 📚';
  COMMENT ON COLUMN "Book".title IS 'not the comment of the table';
  CREATE TABLE loan (id int, day date) PARTITION BY RANGE (day);
  CREATE TABLE loan_2024 PARTITION OF loan FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (id);
  CREATE TABLE loan_2024_one PARTITION OF loan_2024 FOR VALUES IN (1);
  CREATE VIEW titles AS SELECT title FROM "Book";
  COMMENT ON VIEW titles IS 'Names only';
  CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM "Book";
  CREATE FOREIGN DATA WRAPPER nothing;
  CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing;
  CREATE FOREIGN TABLE far (a int) SERVER nowhere;
  CREATE SEQUENCE counter;
  CREATE TYPE pair AS (a int, b int);
  CREATE INDEX ON "Book" (title);
  CREATE UNLOGGED TABLE fleeting (a int);
  CREATE SCHEMA other;
  CREATE TABLE other.elsewhere (a int);
  CREATE SCHEMA "Empty; DROP";`;

describeWithPostgres('the tables of a PostgreSQL schema', () => {
  const database = useDatabase(schema);

  it('are all that hold rows, of every kind, in order of name, with their comments', async () => {
    const tables = await database.withSource((source) => source.listTables(neverAborted));
    assert.deepEqual(
      tables.map(({ name, kind, description }) => [name, kind, description]),
      [
        ['Book', 'table', 'What is lent.\nIt\'s "ours" 📚'],
        ['counted', 'materializedView', ''],
        ['far', 'foreignTable', ''],
        ['fleeting', 'table', ''],
        ['loan', 'partitionedTable', ''],
        ['loan_2024', 'partition', ''],
        ['loan_2024_one', 'partition', ''],
        ['titles', 'view', 'Names only'],
      ],
    );
  });

  it('have no fingerprint, and so are always read again', async () => {
    const tables = await database.withSource((source) => source.listTables(neverAborted));
    assert.ok(tables.every(({ fingerprint }) => fingerprint === ''));
  });

  it('are only those of the requested schema', async () => {
    const list = (name: string): Promise<string[]> =>
      database.withSource(async (source) => (await source.listTables(neverAborted)).map((table) => table.name), {
        schema: name,
      });
    assert.deepEqual(await list('other'), ['elsewhere']);
    assert.deepEqual(await list('Empty; DROP'), []);
    assert.ok((await list('')).includes('Book'), 'no name means the schema public');
  });

  it('are listed by code unit, for any collation of the server', async () => {
    const names = ['b', 'B', 'a', 'é', '_', '\u{1F600}', '\uFF5E', 'Z'];
    await database.run(`CREATE SCHEMA sorted; ${names.map((name) => `CREATE TABLE sorted."${name}" ();`).join('')}`);
    const tables = await database.withSource((source) => source.listTables(neverAborted), { schema: 'sorted' });
    assert.deepEqual(
      tables.map(({ name }) => name),
      names.sort(),
    );
  });

  it('have definitions where they are views', async () => {
    await database.withSource(async (source) => {
      const define = async (table: string): Promise<string | undefined> =>
        (await source.readViewDefinition(table, neverAborted))?.replace(/\s+/g, ' ').trim();
      assert.equal(await define('titles'), 'SELECT "Book".title FROM "Book";');
      assert.equal(await define('counted'), 'SELECT count(*) AS count FROM "Book";');
      assert.equal(await define('Book'), undefined);
      assert.equal(await define('elsewhere'), undefined);
      assert.equal(await define('\'; DROP TABLE "Book"; --'), undefined);
    });
  });
});

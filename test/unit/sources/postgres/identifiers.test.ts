import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describeWithPostgres } from '../../support/servers';
import { collect, neverAborted, quote, useDatabase } from './support';

/** Any name that PostgreSQL can hold: no NUL, no half of a surrogate pair, at most 63 bytes, not empty. */
const identifier = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ maxLength: 12 }),
    fc.constantFrom(' ', 'select', 'Table', '"', "'", '`', 'a.b', '%s', '$1', '?', '--', ';', '\n', '\\', '日本', '📚'),
    fc.constantFrom('"; DROP SCHEMA public; --', "'; SELECT pg_sleep(9); --", '$$', '{"a":1}', '\\u0000', '%I'),
  )
  .filter((name) => name !== '' && !/[\0\p{Cs}]/u.test(name) && Buffer.byteLength(name) <= 63);

const names = (minLength: number, maxLength: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(identifier, { minLength, maxLength });

interface GeneratedSchema {
  readonly schema: string;
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[] }[];
}

const schemas: fc.Arbitrary<GeneratedSchema> = fc.record({
  schema: identifier.filter((name) => !name.startsWith('pg_') && name !== '$user'),
  tables: names(1, 4).chain((tableNames) =>
    fc.tuple(...tableNames.map((name) => names(1, 4).map((columns) => ({ name, columns })))),
  ),
});

/** The table's columns, a comment and a row; and a foreign key from its last column to the first of the next table. */
function definition({ schema, tables }: GeneratedSchema): string {
  const columns = tables.map((table) => {
    const name = `${quote(schema)}.${quote(table.name)}`;
    const [key] = table.columns;
    return `
      CREATE TABLE ${name} (${table.columns.map((column) => `${quote(column)} text`).join(', ')});
      ALTER TABLE ${name} ADD UNIQUE (${quote(key!)});
      COMMENT ON COLUMN ${name}.${quote(key!)} IS ${literal(key!)};
      INSERT INTO ${name} (${quote(key!)}) VALUES (${literal(key!)});`;
  });
  const keys = tables.map((table, index) => {
    const target = nextOf(tables, index);
    return `
      ALTER TABLE ${quote(schema)}.${quote(table.name)} ADD CONSTRAINT ${quote(table.name)}
        FOREIGN KEY (${quote(table.columns.at(-1)!)})
        REFERENCES ${quote(schema)}.${quote(target.name)} (${quote(target.columns[0]!)}) NOT VALID;`;
  });
  return `CREATE SCHEMA ${quote(schema)}; ${columns.join('')} ${keys.join('')}`;
}

function nextOf<T>(all: readonly T[], index: number): T {
  return all[(index + 1) % all.length]!;
}

function literal(text: string): string {
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

describeWithPostgres('any legal identifier of PostgreSQL', () => {
  const database = useDatabase('DROP SCHEMA public');

  it('is read as it was written: schema, tables, columns, comments, foreign keys and rows', function () {
    this.timeout(60_000);
    return fc.assert(
      fc.asyncProperty(schemas, async (expected) => {
        const { schema, tables } = expected;
        await database.run(definition(expected));
        try {
          await database.withSource(
            async (source) => {
              const listed = (await source.listTables(neverAborted)).map(({ name }) => name);
              const asked = tables.map(({ name }) => name);
              assert.deepEqual(listed, [...asked].sort());
              const columns = await collect(source.readColumns(asked, neverAborted));
              assert.deepEqual(
                columns.map((one) =>
                  'columns' in one ? one.columns.map(({ name, description }) => [name, description]) : one.error,
                ),
                tables.map((table) => table.columns.map((name, index) => [name, index === 0 ? name : ''])),
              );
              const keys = await collect(source.readForeignKeys(asked, neverAborted));
              assert.deepEqual(
                keys.map((one) => ('foreignKeys' in one ? [one.foreignKeys, one.unresolved] : one.error)),
                tables.map((table, index) => {
                  const target = nextOf(tables, index);
                  const key = {
                    name: table.name,
                    columns: [table.columns.at(-1)],
                    targetTable: target.name,
                    targetColumns: [target.columns[0]],
                  };
                  return [[key], []];
                }),
              );
              const [table] = tables;
              const limits = { rows: 5, characters: 100 };
              assert.deepEqual(await source.readRows(table!.name, table!.columns, limits, neverAborted), [
                table!.columns.map((name, index) => (index === 0 ? name : null)),
              ]);
              assert.equal(await source.readViewDefinition(table!.name, neverAborted), null);
            },
            { schema },
          );
        } finally {
          await database.run(`DROP SCHEMA ${quote(schema)} CASCADE`);
        }
      }),
      { numRuns: 60 },
    );
  });
});

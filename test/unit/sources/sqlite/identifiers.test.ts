import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { foldName } from '../../../../src/sources/sqlite/names';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { collect, neverAborted, quote, runScript, withSource } from './support';

/** Any name that SQLite can hold: no NUL, no half of a surrogate pair, nothing that it reserves for itself. */
const identifier = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ maxLength: 12 }),
    fc.constantFrom('', ' ', 'select', 'Table', '"', "'", '`', '[x]', 'a.b', '%s', '$1', '?', '--', ';', '\n', '日本'),
  )
  .filter((name) => !/[\0\p{Cs}]/u.test(name) && !/^sqlite_/i.test(name));

const names = (minLength: number, maxLength: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(identifier, { minLength, maxLength, selector: foldName });

const types = ['', 'INTEGER', 'TEXT', 'VARCHAR(40)', 'NUMERIC(10,2)', 'DATETIME'];

interface GeneratedTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

const tables: fc.Arbitrary<GeneratedTable[]> = names(1, 4).chain((tableNames) =>
  fc.tuple(
    ...tableNames.map((name) =>
      names(1, 4).chain((columnNames) =>
        fc.tuple(...columnNames.map(() => fc.constantFrom(...types))).map((chosen) => ({
          name,
          columns: columnNames.map((column, index) => ({ name: column, type: chosen[index] ?? '' })),
        })),
      ),
    ),
  ),
);

/** The table's columns, and a foreign key from its last column to the first column of the next table. */
function definition(table: GeneratedTable, index: number, all: readonly GeneratedTable[]): string {
  const target = all[(index + 1) % all.length] ?? table;
  const columns = table.columns.map(({ name, type }) => `${quote(name)} ${type}`);
  const [from, to] = [table.columns.at(-1)?.name ?? '', target.columns[0]?.name ?? ''];
  const key = `FOREIGN KEY (${quote(from)}) REFERENCES ${quote(target.name)} (${quote(to)})`;
  return `CREATE TABLE ${quote(table.name)} (${[...columns, key].join(', ')});`;
}

describe('any legal identifier of SQLite', () => {
  const folder = useTemporaryFolder();
  let files = 0;

  it('is read as it was written: tables, columns and foreign keys', function () {
    // each example starts a process
    this.timeout(60_000);
    return fc.assert(
      fc.asyncProperty(tables, async (expected) => {
        const file = folder.file(`${files++}.db`);
        await runScript(file, `BEGIN; ${expected.map(definition).join('\n')} COMMIT;`);
        await withSource(file, async (source) => {
          const listed = (await source.listTables(neverAborted)).map(({ name }) => name);
          assert.deepEqual(listed, expected.map(({ name }) => name).sort());
          const asked = expected.map(({ name }) => name);
          const columns = await collect(source.readColumns(asked, neverAborted));
          assert.deepEqual(
            columns.map((one) =>
              'columns' in one ? one.columns.map(({ name, nativeType }) => ({ name, type: nativeType })) : one.error,
            ),
            expected.map((table) => table.columns),
          );
          const keys = await collect(source.readForeignKeys(asked, neverAborted));
          assert.deepEqual(
            keys.map((one) => ('foreignKeys' in one ? [one.foreignKeys, one.unresolved] : one.error)),
            expected.map((table, index) => {
              const target = expected[(index + 1) % expected.length] ?? table;
              const key = {
                name: '',
                columns: [table.columns.at(-1)?.name],
                targetTable: target.name,
                targetColumns: [target.columns[0]?.name],
              };
              return [[key], []];
            }),
          );
        });
      }),
      { numRuns: 60 },
    );
  });
});

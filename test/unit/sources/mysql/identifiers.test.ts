import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { quoted } from '../../../../src/sources/mysql/names';
import type { Source } from '../../../../src/sources/source';
import { describeWithMariadb } from '../../support/servers';
import { collect, execute, neverAborted, settingsFor, uniqueName, withSource } from './support';

/** Any name that MariaDB can hold: no NUL, nothing of four bytes. A number at its end makes it unlike the others. */
const stem = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 10 }),
    fc.string({ maxLength: 10 }),
    fc.constantFrom('', ' ', 'select', 'Table', '"', "'", '`', '``', '\\', "\\'", 'a.b', 'a/b', '%s', '?', '??', ':x'),
    fc.constantFrom('--', ';', '/*', '\n', '\r\n', '\t', '日本', '@0041', '#sql', "'; DROP TABLE t; --", '` (x); --'),
  )
  .filter((name) => !/[\0\u{10000}-\u{10ffff}\p{Cs}]/u.test(name));

const names = (minLength: number, maxLength: number): fc.Arbitrary<string[]> =>
  fc.array(stem, { minLength, maxLength }).map((stems) => stems.map((name, index) => `${name}${index}`));

interface GeneratedTable {
  readonly name: string;
  readonly columns: readonly string[];
}

const tables: fc.Arbitrary<GeneratedTable[]> = names(1, 3).chain((tableNames) =>
  fc.tuple(...tableNames.map((name) => names(1, 3).map((columns) => ({ name, columns })))),
);

/** The table's columns, the first one its key, and a foreign key from its last column to the next table's first. */
function definition(table: GeneratedTable, index: number, all: readonly GeneratedTable[]): string {
  const target = all[(index + 1) % all.length] ?? table;
  const [first, last, targetColumn] = [table.columns[0] ?? '', table.columns.at(-1) ?? '', target.columns[0] ?? ''];
  const columns = table.columns.map((column) => `${quoted(column)} int`);
  const reference = `${quoted(target.name)} (${quoted(targetColumn)})`;
  const keys = [
    `PRIMARY KEY (${quoted(first)})`,
    `CONSTRAINT ${quoted(`${first}${index}`)} FOREIGN KEY (${quoted(last)}) REFERENCES ${reference}`,
  ];
  return `CREATE TABLE ${quoted(table.name)} (${[...columns, ...keys].join(', ')})`;
}

describeWithMariadb('any legal identifier of MariaDB', () => {
  const database = `${uniqueName('names')}"\`'-é`;
  const user = uniqueName('u');
  before(() =>
    execute([
      `CREATE USER ${user}@'%' IDENTIFIED BY 'password of a reader'`,
      `GRANT SELECT ON ${quoted(database)}.* TO ${user}@'%'`,
    ]),
  );
  after(() =>
    execute(['SET foreign_key_checks = 0', `DROP DATABASE IF EXISTS ${quoted(database)}`, `DROP USER ${user}@'%'`]),
  );

  /** By InnoDB's own tables, and by the information_schema. */
  const logins = [{}, { userName: user, password: 'password of a reader' }];

  it('is read as it was written: tables, columns, foreign keys and rows', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(tables, async (expected) => {
        await execute(['SET foreign_key_checks = 0', `CREATE OR REPLACE DATABASE ${quoted(database)}`]);
        const inserts = expected.map(
          ({ name, columns }) => `INSERT INTO ${quoted(name)} VALUES (${columns.map((_, index) => index).join(', ')})`,
        );
        await execute(['SET foreign_key_checks = 0', ...expected.map(definition), ...inserts], database);
        for (const login of logins) {
          await withSource(settingsFor(database, login), (source) => requireAsWritten(source, expected));
        }
      }),
      { numRuns: 15 },
    );
  });
});

async function requireAsWritten(source: Source, expected: readonly GeneratedTable[]): Promise<void> {
  const listed = (await source.listTables(neverAborted)).map(({ name }) => name);
  assert.deepEqual(listed, expected.map(({ name }) => name).sort());
  const asked = expected.map(({ name }) => name);
  const columns = await collect(source.readColumns(asked, neverAborted));
  assert.deepEqual(
    columns.map((one) =>
      'columns' in one ? one.columns.map(({ name, primaryKeyPosition }) => [name, primaryKeyPosition]) : one.error,
    ),
    expected.map((table) => table.columns.map((name, index) => [name, index === 0 ? 1 : 0])),
  );
  const keys = await collect(source.readForeignKeys(asked, neverAborted));
  assert.deepEqual(
    keys.map((one) => ('foreignKeys' in one ? [one.foreignKeys, one.unresolved] : one.error)),
    expected.map((table, index) => {
      const target = expected[(index + 1) % expected.length] ?? table;
      const key = {
        name: `${table.columns[0]}${index}`,
        columns: [table.columns.at(-1)],
        targetTable: target.name,
        targetColumns: [target.columns[0]],
      };
      return [[key], []];
    }),
  );
  for (const { name, columns: asWritten } of expected) {
    const rows = await source.readRows(name, asWritten, { rows: 2, characters: 5 }, neverAborted);
    assert.deepEqual(rows, [asWritten.map((_, index) => String(index))]);
  }
}

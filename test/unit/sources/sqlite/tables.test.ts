import * as assert from 'node:assert/strict';
import { shadowTablesOf } from '../../../../src/sources/sqlite/shadowTables';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { listNames, neverAborted, runScript, withSource } from './support';

describe('the tables of a SQLite database', () => {
  const folder = useTemporaryFolder();

  it('are tables, views and virtual tables, without shadow tables and those of SQLite itself', async () => {
    const file = folder.file('kinds.db');
    await runScript(
      file,
      `CREATE TABLE plain (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE);
       CREATE TABLE keyed (code TEXT PRIMARY KEY) WITHOUT ROWID;
       CREATE TABLE strict_one (a ANY) STRICT;
       CREATE VIEW seen AS SELECT name FROM plain;
       CREATE VIRTUAL TABLE search USING fts5 (title);
       CREATE VIRTUAL TABLE area USING rtree (id, west, east);
       ANALYZE;`,
    );
    const tables = await withSource(file, (source) => source.listTables(neverAborted));
    assert.deepEqual(
      tables.map(({ name, kind }) => [name, kind]),
      [
        ['area', 'virtual'],
        ['keyed', 'table'],
        ['plain', 'table'],
        ['search', 'virtual'],
        ['seen', 'view'],
        ['strict_one', 'table'],
      ],
    );
    assert.ok(tables.every((table) => table.description === ''));
  });

  it('leave out the tables of a virtual table however its definition is written', async () => {
    const file = folder.file('spelled.db');
    await runScript(
      file,
      `CREATE VIRTUAL TABLE "a USING rtree" /* USING rtree */ USING -- a comment
         fts5 (title);
       create virtual table [b.b] using RTREE (id, west, east);
       CREATE VIRTUAL TABLE \`c\`\`c\` USING "fts4" (title);
       CREATE TABLE "b.b_content" (a);
       CREATE TABLE "b.b_node_copy" (a);`,
    );
    assert.deepEqual(await listNames(file), ['a USING rtree', 'b.b', 'b.b_content', 'b.b_node_copy', 'c`c']);
  });

  it('are found in an instant, however the definition of a virtual table was made to puzzle', () => {
    for (const filling of ['/**/', '/* */ ', '--\n', '""', '/*/', '* ', "''"]) {
      const start = performance.now();
      assert.deepEqual(
        shadowTablesOf('x', `CREATE VIRTUAL TABLE x${filling.repeat(2_000 / filling.length)}USING é(a)`),
        [],
      );
      assert.ok(performance.now() - start < 50, filling);
    }
  });

  it('keep names that only look like those of SQLite or of a shadow table', async () => {
    const file = folder.file('lookalikes.db');
    await runScript(file, 'CREATE TABLE sqliteX (a); CREATE TABLE my_sqlite_x (a); CREATE TABLE x_content (a);');
    assert.deepEqual(await listNames(file), ['my_sqlite_x', 'sqliteX', 'x_content']);
  });

  it('come in order of code units', async () => {
    const file = folder.file('order.db');
    const names = ['b', 'C', 'a', '', 'é', '\u{1F600}', '\uFB01', 'a b'];
    await runScript(file, names.map((name) => `CREATE TABLE "${name}" (a);`).join('\n'));
    assert.deepEqual(await listNames(file), [...names].sort());
  });

  it('are none in an empty database, and in an empty file', async () => {
    const empty = folder.file('empty.db');
    await runScript(empty, 'PRAGMA user_version = 1');
    assert.deepEqual(await listNames(empty), []);
    const blank = folder.file('blank.db');
    await runScript(blank, '');
    assert.deepEqual(await listNames(blank), []);
  });

  it('are complete when there are more than fit into one row of the query', async () => {
    const file = folder.file('many.db');
    const names = Array.from({ length: 5_001 }, (_, index) => `t${index}`);
    await runScript(file, `BEGIN; ${names.map((name) => `CREATE TABLE ${name} (a);`).join('')} COMMIT;`);
    assert.deepEqual(await listNames(file), [...names].sort());
  });
});

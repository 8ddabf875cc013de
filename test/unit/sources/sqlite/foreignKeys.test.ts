import * as assert from 'node:assert/strict';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { collect, foreignKeysOf, neverAborted, readForeignKeys, runScript, withSource } from './support';

describe('the foreign keys of a SQLite table', () => {
  const folder = useTemporaryFolder();

  async function databaseOf(script: string): Promise<string> {
    const file = folder.file('keys.db');
    await runScript(file, script);
    return file;
  }

  it('come in the order of their declaration, composite ones with their pairs', async () => {
    const file = await databaseOf(
      `CREATE TABLE shelf (branch, code, PRIMARY KEY (branch, code));
       CREATE TABLE person (id INTEGER PRIMARY KEY);
       CREATE TABLE book (
         id INTEGER PRIMARY KEY, author REFERENCES person (id), b, c,
         CONSTRAINT stands_on FOREIGN KEY (c, b) REFERENCES shelf (code, branch)
       );`,
    );
    assert.deepEqual(await foreignKeysOf(file, 'book'), {
      resolved: [
        { name: '', columns: ['author'], targetTable: 'person', targetColumns: ['id'] },
        { name: '', columns: ['c', 'b'], targetTable: 'shelf', targetColumns: ['code', 'branch'] },
      ],
      unresolved: [],
    });
  });

  it('without target columns mean the primary key, in the order of the key', async () => {
    const file = await databaseOf(
      `CREATE TABLE target (a, b, c, PRIMARY KEY (c, a)) WITHOUT ROWID;
       CREATE TABLE origin (x, y, FOREIGN KEY (x, y) REFERENCES target);`,
    );
    assert.deepEqual((await foreignKeysOf(file, 'origin')).resolved, [
      { name: '', columns: ['x', 'y'], targetTable: 'target', targetColumns: ['c', 'a'] },
    ]);
  });

  it('can point at their own table', async () => {
    const file = await databaseOf(
      'CREATE TABLE staff (id INTEGER PRIMARY KEY, boss REFERENCES staff, deputy REFERENCES staff (id))',
    );
    assert.deepEqual((await foreignKeysOf(file, 'staff')).resolved, [
      { name: '', columns: ['boss'], targetTable: 'staff', targetColumns: ['id'] },
      { name: '', columns: ['deputy'], targetTable: 'staff', targetColumns: ['id'] },
    ]);
  });

  it("spell names as the target's definition does", async () => {
    const file = await databaseOf(
      `CREATE TABLE "Straße" ("Größe" INTEGER PRIMARY KEY, Code UNIQUE);
       CREATE TABLE house (Size REFERENCES "STRAßE" ("GRöSSE"), code REFERENCES "strAße" (cODE));`,
    );
    const { resolved, unresolved } = await foreignKeysOf(file, 'house');
    assert.deepEqual(resolved, [{ name: '', columns: ['code'], targetTable: 'Straße', targetColumns: ['Code'] }]);
    assert.deepEqual(unresolved, [
      { columns: ['Size'], targetTable: 'Straße', reason: 'Table "Straße" has no column "GRöSSE".' },
    ]);
  });

  it('treat names as different if they differ in the case of letters other than A to Z', async () => {
    const file = await databaseOf('CREATE TABLE "É" (id INTEGER PRIMARY KEY); CREATE TABLE o (x REFERENCES "é" (id));');
    assert.equal((await foreignKeysOf(file, 'o')).unresolved[0]?.reason, 'There is no table "é".');
  });

  const unresolved: readonly (readonly [what: string, script: string, targetTable: string, reason: string])[] = [
    ['a missing table', 'CREATE TABLE o (x REFERENCES nowhere (id))', 'nowhere', 'There is no table "nowhere".'],
    [
      'a missing column',
      'CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE o (x REFERENCES T (other))',
      't',
      'Table "t" has no column "other".',
    ],
    [
      'a primary key that is not there',
      'CREATE TABLE t (id); CREATE TABLE o (x REFERENCES t)',
      't',
      'Table "t" has no primary key, but the foreign key has 1 column.',
    ],
    [
      'a primary key of another size',
      'CREATE TABLE t (a, b, PRIMARY KEY (a, b)); CREATE TABLE o (x REFERENCES t)',
      't',
      'The primary key of "t" has 2 columns, but the foreign key has 1 column.',
    ],
    [
      'a primary key smaller than itself',
      'CREATE TABLE t (a PRIMARY KEY); CREATE TABLE o (x, y, FOREIGN KEY (x, y) REFERENCES t)',
      't',
      'The primary key of "t" has 1 column, but the foreign key has 2 columns.',
    ],
    [
      'a view whose columns cannot be read',
      'CREATE VIEW t AS SELECT * FROM gone; CREATE TABLE o (x REFERENCES t (a))',
      't',
      'The columns of "t" cannot be read.',
    ],
    [
      'a table of SQLite itself',
      'CREATE TABLE o (x REFERENCES sqlite_schema (name))',
      'sqlite_schema',
      'There is no table "sqlite_schema".',
    ],
  ];
  for (const [what, script, targetTable, reason] of unresolved) {
    it(`that point at ${what} are unresolved, with the reason`, async () => {
      const file = await databaseOf(script);
      const { resolved, unresolved: found } = await foreignKeysOf(file, 'o');
      assert.deepEqual(resolved, []);
      assert.deepEqual(
        found.map((key) => [key.targetTable, key.reason]),
        [[targetTable, reason]],
      );
    });
  }

  it('are none for views and virtual tables, and an error for a table that is not there', async () => {
    const file = await databaseOf(
      'CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t; CREATE VIRTUAL TABLE s USING fts5 (a);',
    );
    const read = await readForeignKeys(file, ['v', 's', 'lost', 't']);
    assert.deepEqual(
      read.map((one) => [one.table, 'error' in one ? 'error' : one.foreignKeys.length]),
      [
        ['v', 0],
        ['s', 0],
        ['lost', 'error'],
        ['t', 0],
      ],
    );
  });

  it('are the same whether the columns were read before or not', async () => {
    const file = await databaseOf(
      'CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE o (x REFERENCES t, y REFERENCES t (ID), z REFERENCES u);',
    );
    const afterColumns = await withSource(file, async (source) => {
      const names = (await source.listTables(neverAborted)).map(({ name }) => name);
      await collect(source.readColumns(names, neverAborted));
      return collect(source.readForeignKeys(names, neverAborted));
    });
    assert.deepEqual(await readForeignKeys(file, ['o', 't']), afterColumns);
  });
});

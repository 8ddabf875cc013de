import * as assert from 'node:assert/strict';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { columnsOf, neverAborted, readColumns, runScript, withSource } from './support';

describe('the columns of a SQLite table', () => {
  const folder = useTemporaryFolder();

  async function tableOf(definition: string): Promise<string> {
    const file = folder.file('columns.db');
    await runScript(file, definition);
    return file;
  }

  it('carry everything that was declared', async () => {
    const file = await tableOf(
      `CREATE TABLE item (
         id INTEGER PRIMARY KEY,
         price NUMERIC(10,2) NOT NULL DEFAULT (1 + 1),
         note nvarchar(40) DEFAULT 'it''s',
         made_at DATETIME DEFAULT CURRENT_TIMESTAMP,
         anything
       )`,
    );
    const common = { generated: 'no', hidden: false, enumValues: [], description: '' };
    assert.deepEqual(await columnsOf(file, 'item'), [
      {
        ...common,
        name: 'id',
        nativeType: 'INTEGER',
        dataFormat: 'INT',
        nullable: false,
        defaultValue: null,
        primaryKeyPosition: 1,
      },
      {
        ...common,
        name: 'price',
        nativeType: 'NUMERIC(10,2)',
        dataFormat: 'DECIMAL',
        nullable: false,
        defaultValue: '1 + 1',
        primaryKeyPosition: 0,
      },
      {
        ...common,
        name: 'note',
        nativeType: 'nvarchar(40)',
        dataFormat: 'VARCHAR',
        nullable: true,
        defaultValue: "'it''s'",
        primaryKeyPosition: 0,
      },
      {
        ...common,
        name: 'made_at',
        nativeType: 'DATETIME',
        dataFormat: 'TIMESTAMP',
        nullable: true,
        defaultValue: 'CURRENT_TIMESTAMP',
        primaryKeyPosition: 0,
      },
      {
        ...common,
        name: 'anything',
        nativeType: '',
        dataFormat: 'VARCHAR',
        nullable: true,
        defaultValue: null,
        primaryKeyPosition: 0,
      },
    ]);
  });

  it('distinguish a default of NULL from no default', async () => {
    const file = await tableOf('CREATE TABLE d (a DEFAULT NULL, b)');
    assert.deepEqual(
      (await columnsOf(file, 'd')).map((column) => column.defaultValue),
      ['NULL', null],
    );
  });

  it('distinguish virtual and stored generated columns', async () => {
    const file = await tableOf('CREATE TABLE g (a INT, b INT AS (a + 1), c INT GENERATED ALWAYS AS (a * 2) STORED)');
    assert.deepEqual(
      (await columnsOf(file, 'g')).map(({ nativeType, generated, hidden }) => [nativeType, generated, hidden]),
      [
        ['INT', 'no', false],
        ['INT', 'virtual', false],
        ['INT', 'stored', false],
      ],
    );
  });

  it('show the hidden columns of a virtual table as hidden', async () => {
    const file = await tableOf('CREATE VIRTUAL TABLE search USING fts5 (title, body)');
    assert.deepEqual(
      (await columnsOf(file, 'search')).map(({ name, hidden }) => [name, hidden]),
      [
        ['title', false],
        ['body', false],
        ['search', true],
        ['rank', true],
      ],
    );
  });

  it('give the primary key in the order of the key, not of the columns', async () => {
    const file = await tableOf('CREATE TABLE k (a, b, c, PRIMARY KEY (c, a))');
    assert.deepEqual(
      (await columnsOf(file, 'k')).map((column) => column.primaryKeyPosition),
      [2, 0, 1],
    );
  });

  const keys: readonly (readonly [definition: string, nullable: boolean])[] = [
    ['(k INTEGER PRIMARY KEY)', false],
    ['(k integer, v TEXT UNIQUE, PRIMARY KEY (k DESC))', false],
    ['(k INTEGER PRIMARY KEY DESC)', true],
    ['(k INT PRIMARY KEY)', true],
    ['(k TEXT PRIMARY KEY)', true],
    ['(k INTEGER, v INTEGER, PRIMARY KEY (k, v))', true],
    ['(k TEXT PRIMARY KEY NOT NULL)', false],
    ['(k TEXT PRIMARY KEY) WITHOUT ROWID', false],
    ['(k TEXT, v TEXT, PRIMARY KEY (v, k)) WITHOUT ROWID', false],
    ['(k TEXT PRIMARY KEY) STRICT', false],
    ['(k INTEGER PRIMARY KEY) STRICT', false],
  ];
  for (const [definition, nullable] of keys) {
    it(`say that the key ${nullable ? 'may' : 'may not'} be NULL in ${definition}, as SQLite does`, async () => {
      const file = await tableOf(`CREATE TABLE t ${definition}`);
      assert.equal((await columnsOf(file, 't'))[0]?.nullable, nullable);
    });
  }

  it('of a view have the types that SQLite finds', async () => {
    const file = await tableOf('CREATE TABLE t (a DATE); CREATE VIEW v (one, two) AS SELECT a, a || 1 FROM t');
    const columns = await columnsOf(file, 'v');
    assert.deepEqual(
      columns.map(({ name, dataFormat, nullable }) => [name, dataFormat, nullable]),
      [
        ['one', 'DATE', true],
        ['two', 'VARCHAR', true],
      ],
    );
  });

  it('are those of each requested table, in that order, and an error for a missing one', async () => {
    const file = await tableOf('CREATE TABLE a (x); CREATE TABLE b (y); CREATE TABLE c (z)');
    const read = await readColumns(file, ['c', 'lost', 'a']);
    assert.deepEqual(
      read.map(({ table }) => table),
      ['c', 'lost', 'a'],
    );
    assert.ok(read[1] && 'error' in read[1]);
    assert.match(read[1].error.message, /"lost" is not in the database any more/);
    const names = read.map((one) => ('columns' in one ? one.columns.map(({ name }) => name) : []));
    assert.deepEqual(names, [['z'], [], ['x']]);
  });

  it('of wide tables come in several batches', async () => {
    const columns = Array.from({ length: 1_500 }, (_, index) => `column_number_${index} TEXT NOT NULL`).join(', ');
    const tables = Array.from({ length: 30 }, (_, index) => `wide_${index}`);
    const file = await tableOf(`BEGIN; ${tables.map((name) => `CREATE TABLE ${name} (${columns});`).join('')} COMMIT;`);
    const batches = await withSource(file, async (source) => {
      const sizes: number[] = [];
      for await (const batch of source.readColumns(tables, neverAborted)) sizes.push(batch.length);
      return sizes;
    });
    assert.ok(Math.max(...batches) < 10, `the largest batch has ${Math.max(...batches)} tables`);
    assert.equal(
      batches.reduce((sum, size) => sum + size),
      30,
    );
  });
});

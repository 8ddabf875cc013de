import * as assert from 'node:assert/strict';
import { sourceEngines } from '../../../../src/sources/engines';
import type { Source, SourceColumn, SourceEngine } from '../../../../src/sources/source';
import { until } from '../../support/until';
import { warningsDuring } from '../../support/warnings';
import { collect, neverAborted, readings, type EngineFixture } from './fixture';
import { fixtures } from './fixtures';

/** Names that SQL must quote, that look like paths or parameters, and of other alphabets. */
const oddNames = [
  'Mixed',
  'a.b',
  'a"b',
  "it's",
  'back`tick',
  'per%cent',
  'select',
  'two words',
  'é',
  '日本',
  '$1',
  '--',
];

/** The tables of every suite, in the SQL that all engines share. */
function commonStatements({ quote, binary, generation, danglingKey }: EngineFixture): string[] {
  return [
    `CREATE TABLE probe (
      k2 INTEGER NOT NULL, k1 INTEGER NOT NULL, required VARCHAR(40) NOT NULL, optional VARCHAR(40),
      quantity INTEGER DEFAULT 1, twice INTEGER GENERATED ALWAYS AS (quantity * 2) ${generation}, PRIMARY KEY (k1, k2))`,
    'CREATE TABLE child (a INTEGER, b INTEGER, CONSTRAINT to_probe FOREIGN KEY (a, b) REFERENCES probe (k1, k2))',
    `CREATE TABLE cells (n INTEGER, t VARCHAR(5000), b ${binary.type}, missing VARCHAR(40))`,
    `INSERT INTO cells VALUES (42, 'it''s', ${binary.literal}, NULL)`,
    'CREATE TABLE lengthy (v VARCHAR(5000))',
    `INSERT INTO lengthy VALUES ${Array.from({ length: 20 }, () => `('${'é'.repeat(5000)}')`).join(', ')}`,
    'CREATE VIEW shown AS SELECT t FROM cells',
    ...(danglingKey?.statements ?? []),
    ...oddNames.flatMap((name) => [
      `CREATE TABLE ${quote(name)} (${quote(name)} INTEGER PRIMARY KEY, ${quote(`${name}!`)} VARCHAR(40))`,
      `INSERT INTO ${quote(name)} VALUES (7, 'here')`,
    ]),
  ];
}

const plainTables = ['cells', 'child', 'lengthy', 'probe'];

for (const engine of sourceEngines.values()) {
  describe(`the engine ${engine.label}`, () => {
    const fixture = fixtures.get(engine.dbType);
    it('has a fixture for the conformance suite', () => assert.ok(fixture));
    it('has endings of files, or a port and the schemes of connection strings', () => {
      assert.equal(engine.fileExtensions.length > 0, engine.isFile);
      assert.equal(engine.urlSchemes.length > 0, !engine.isFile);
      assert.equal(engine.defaultPort > 0, !engine.isFile);
    });
    fixture?.describe('conforms:', () => conforms(engine, fixture));
  });
}

function conforms(engine: SourceEngine, fixture: EngineFixture): void {
  const { generation, danglingKey } = fixture;
  const database = fixture.useDatabase(...commonStatements(fixture));
  let source: Source;
  beforeEach(async () => {
    source = await engine.open(database.settings(), neverAborted);
  });
  afterEach(() => source.close());

  it('lists tables and views in the order of code units, with their kinds', async () => {
    const listed = await source.listTables(neverAborted);
    const tables = [...plainTables, ...(danglingKey ? ['dangling'] : []), ...oddNames];
    const expected = tables.map((name) => ({ name, kind: 'table' }));
    assert.deepEqual(
      listed.map(({ name, kind }) => ({ name, kind })),
      [...expected, { name: 'shown', kind: 'view' }].sort((one, other) => (one.name < other.name ? -1 : 1)),
    );
    assert.ok(listed.every(({ description }) => description === ''));
  });

  it('reads all properties of columns, with the position of each in a composite key', async () => {
    const { integer, text } = fixture.nativeTypes;
    const plain = {
      defaultValue: null,
      generated: 'no',
      hidden: false,
      primaryKeyPosition: 0,
      enumValues: [],
      description: '',
    } as const;
    const number = { ...plain, nativeType: integer, dataFormat: 'INT', nullable: true } as const;
    const words = { ...plain, nativeType: text, dataFormat: 'VARCHAR', nullable: true } as const;
    const expected: SourceColumn[] = [
      { ...number, name: 'k2', nullable: false, primaryKeyPosition: 2 },
      { ...number, name: 'k1', nullable: false, primaryKeyPosition: 1 },
      { ...words, name: 'required', nullable: false },
      { ...words, name: 'optional' },
      { ...number, name: 'quantity', defaultValue: '1' },
      { ...number, name: 'twice', generated: generation },
    ];
    assert.deepEqual(await collect(source.readColumns(['probe'], neverAborted)), [
      { table: 'probe', columns: expected },
    ]);
  });

  it('reads foreign keys pair by pair', async () => {
    const name = fixture.keepsKeyNames ? 'to_probe' : '';
    const key = { name, columns: ['a', 'b'], targetTable: 'probe', targetColumns: ['k1', 'k2'] };
    const read = await collect(source.readForeignKeys(['child'], neverAborted));
    assert.deepEqual(read, [{ table: 'child', foreignKeys: [key], unresolved: [] }]);
  });

  if (danglingKey) {
    it('says why a foreign key has no target', async () => {
      const [read] = await collect(source.readForeignKeys(['dangling'], neverAborted));
      assert.ok(read && 'unresolved' in read);
      assert.deepEqual(read.foreignKeys, []);
      const [unresolved] = read.unresolved;
      assert.deepEqual(unresolved?.columns, ['x']);
      assert.equal(unresolved.targetTable, danglingKey.target);
      assert.match(unresolved.reason, danglingKey.reason);
    });
  }

  it('reads tables and columns of any name', async () => {
    const read = await collect(source.readColumns(oddNames, neverAborted));
    assert.deepEqual(
      read.map((one) => ('columns' in one ? [one.table, ...one.columns.map(({ name }) => name)] : one.error)),
      oddNames.map((name) => [name, name, `${name}!`]),
    );
    for (const name of oddNames) {
      const rows = await source.readRows(name, [`${name}!`, name], { rows: 5, characters: 10 }, neverAborted);
      assert.deepEqual(rows, [['here', '7']], name);
    }
  });

  it('gives tables in the requested order, and an error for a missing one', async () => {
    const asked = ['probe', 'vanished', 'cells'];
    for (const read of [
      await collect(source.readColumns(asked, neverAborted)),
      await collect(source.readForeignKeys(asked, neverAborted)),
    ]) {
      assert.deepEqual(
        read.map((one) => [one.table, 'error' in one]),
        [
          ['probe', false],
          ['vanished', true],
          ['cells', false],
        ],
      );
      const { error } = read[1] as { error: Error & { code?: string } };
      assert.equal(error.code, 'NOT_FOUND');
      assert.match(error.message, /"vanished" is not in the database any more/);
    }
  });

  it('reads nothing when no table is requested', async () => {
    assert.deepEqual(await collect(source.readColumns([], neverAborted)), []);
    assert.deepEqual(await collect(source.readForeignKeys([], neverAborted)), []);
  });

  it('gives cells as text in the requested order, NULL as null, and binary data as their length', async () => {
    const limits = { rows: 5, characters: 10 };
    const rows = await source.readRows('cells', ['missing', 'b', 't', 'n'], limits, neverAborted);
    assert.deepEqual(rows, [[null, '(2 bytes)', "it's", '42']]);
  });

  it('gives at most the requested number of rows, and cuts cells by characters', async () => {
    const rows = await source.readRows('lengthy', ['v'], { rows: 3, characters: 7 }, neverAborted);
    assert.deepEqual(rows, [['ééééééé'], ['ééééééé'], ['ééééééé']]);
  });

  it('rejects reading rows of a missing table, and names it', () =>
    assert.rejects(source.readRows('vanished', ['a'], { rows: 1, characters: 1 }, neverAborted), {
      name: 'ThothError',
      message: /vanished/,
    }));

  it('gives the SQL of a view, and none of a table', async () => {
    assert.match((await source.readViewDefinition('shown', neverAborted)) ?? '', /select[^]*cells/i);
    assert.equal(await source.readViewDefinition('cells', neverAborted), null);
    assert.equal(await source.readViewDefinition('vanished', neverAborted), null);
  });

  for (const [name, read] of Object.entries(readings)) {
    it(`${name} is cancelled before it starts, and while it runs; the next reading works`, async () => {
      await assert.rejects(read(source, AbortSignal.abort()), { code: 'CANCELLED' });
      const controller = new AbortController();
      const reading = read(source, controller.signal);
      controller.abort();
      await assert.rejects(reading, { code: 'CANCELLED' });
      await read(source, neverAborted);
    });
  }

  it('opens nothing when it was already cancelled', async () => {
    await assert.rejects(engine.open(database.settings(), AbortSignal.abort()), { code: 'CANCELLED' });
  });

  it('allows leaving a reading early', async () => {
    for await (const batch of source.readColumns(['probe', 'child'], neverAborted)) {
      assert.ok(batch.length > 0);
      break;
    }
    assert.equal((await collect(source.readColumns(['child'], neverAborted))).length, 1);
  });

  it('takes 64 readings at once, without a warning of Node', async () => {
    const { signal } = new AbortController();
    const warnings = await warningsDuring(async () => {
      const rows = await Promise.all(Array.from({ length: 64 }, () => readings.readRows(source, signal)));
      assert.deepEqual(
        rows,
        Array.from({ length: 64 }, () => [['42']]),
      );
    });
    assert.deepEqual(warnings, []);
  });

  it('only reads: its connection refuses to write', async () => {
    const [child, cells] = ['child', 'cells'].map((table) => fixture.qualified(table));
    for (const statement of [`INSERT INTO ${child} VALUES (NULL, NULL)`, `DELETE FROM ${cells}`]) {
      await assert.rejects(database.runOnSourceConnection(statement), /read.?only/i);
    }
    assert.deepEqual(await readings.readRows(source, neverAborted), [['42']]);
  });

  it('can be closed twice, then refuses every reading, and leaves no connection', async () => {
    await Promise.all([readings.listTables(source, neverAborted), readings.readRows(source, neverAborted)]);
    await source.close();
    await source.close();
    for (const read of Object.values(readings)) {
      await assert.rejects(read(source, neverAborted), { code: 'SOURCE_UNREADABLE' });
    }
    await until(async () => (await database.connections()) === 0);
  });
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasCode, isCancelled } from '../../../src/base/errors';
import type { Catalog } from '../../../src/catalog/catalog';
import type { ColumnNode, TableNode } from '../../../src/catalog/stores/elements';
import { forEachEngine, Workbench } from './engines';
import {
  aColumn,
  anEnd,
  aRelationship,
  aSqlDb,
  aTable,
  claimElements,
  counts,
  countsOf,
  neverAborted,
  noon,
  uncommented,
} from './support';

forEachEngine('the elements', (engine) => {
  let bench: Workbench;
  let catalog: Catalog;
  let id: number;
  beforeEach(async () => {
    bench = new Workbench(engine);
    catalog = await bench.open();
    id = await catalog.sqlDbs.add(aSqlDb());
    await claimElements(catalog, id);
  });
  afterEach(() => bench.dispose());

  const tableNamed = async (name: string): Promise<TableNode> => {
    const table = (await catalog.elements.listTables(id)).find((one) => one.name === name);
    assert.ok(table, name);
    return table;
  };
  const columnsOf = async (table: string): Promise<readonly ColumnNode[]> =>
    catalog.elements.listColumns((await tableNamed(table)).id);
  const columnNamed = async (table: string, name: string): Promise<ColumnNode> => {
    const column = (await columnsOf(table)).find((one) => one.name === name);
    assert.ok(column, name);
    return column;
  };

  describe('tables', () => {
    it('are created, then skipped', async () => {
      const tables = [aTable('b', { kind: 'view', description: 'all b' }), aTable('a')];
      assert.deepEqual((await catalog.elements.syncTables(id, 'elements', tables)).counts, counts({ created: 2 }));
      assert.deepEqual((await catalog.elements.syncTables(id, 'elements', tables)).counts, counts({ skipped: 2 }));
      const nodes = await catalog.elements.listTables(id);
      assert.deepEqual(
        nodes.map(({ id: _, ...node }) => node),
        [
          { name: 'a', kind: 'table', ...uncommented, gone: false },
          { name: 'b', kind: 'view', ...uncommented, description: 'all b', sourceDescription: 'all b', gone: false },
        ],
      );
    });

    it('that vanish are marked gone once, and kept; that return are there again, the same', async () => {
      await catalog.elements.syncTables(id, 'elements', [aTable('a'), aTable('b')]);
      const before = await tableNamed('b');
      assert.deepEqual((await catalog.elements.syncTables(id, 'elements', [aTable('a')])).counts, counts({ skipped: 1, gone: 1 }));
      assert.equal((await tableNamed('b')).gone, true);
      const goneAt = engine.dialect.milliseconds('gone_at');
      assert.deepEqual(await bench.sql(`SELECT ${goneAt} AS gone FROM sql_table WHERE name = 'b'`), [{ gone: noon }]);
      assert.deepEqual((await catalog.elements.syncTables(id, 'elements', [aTable('a')])).counts, counts({ skipped: 1 }));
      const returned = await catalog.elements.syncTables(id, 'elements', [aTable('a'), aTable('b')]);
      assert.deepEqual(returned.counts, counts({ skipped: 1, updated: 1 }));
      assert.deepEqual(await tableNamed('b'), before);
    });

    it('are unchanged while their fingerprint is the one that was kept', async () => {
      const tables = [aTable('a', { fingerprint: 'one' }), aTable('b', { fingerprint: 'one' }), aTable('c')];
      await catalog.elements.syncTables(id, 'elements', tables);
      await catalog.elements.syncColumns(id, 'elements', [{ table: 'a', columns: [aColumn('x'), aColumn('y')] }], neverAborted);
      await catalog.elements.syncRelationships(
        id,
        'elements',
        [{ table: 'a', relationships: [aRelationship('y', 'a', 'x')] }],
        neverAborted,
      );
      assert.equal((await catalog.elements.syncTables(id, 'elements', tables)).unchanged.size, 0, 'nothing was kept yet');
      await catalog.elements.finishSync(id, 'elements', tables);
      const { unchanged } = await catalog.elements.syncTables(id, 'elements', tables);
      assert.deepEqual(
        [...unchanged],
        [
          ['a', { columns: 2, relationships: 1 }],
          ['b', { columns: 0, relationships: 0 }],
        ],
      );
    });

    it('whose fingerprint was another in between are not unchanged, nor those that were gone', async () => {
      const [a, b] = [aTable('a', { fingerprint: 'one' }), aTable('b', { fingerprint: 'one' })];
      await catalog.elements.syncTables(id, 'elements', [a, b]);
      await catalog.elements.finishSync(id, 'elements', [a, b]);
      await catalog.elements.syncTables(id, 'elements', [aTable('a', { fingerprint: 'two' })]);
      assert.equal((await catalog.elements.syncTables(id, 'elements', [a, b])).unchanged.size, 0);
    });

    it('count as updated when their kind or comment changed', async () => {
      await catalog.elements.syncTables(id, 'elements', [aTable('a'), aTable('b')]);
      const tables = [aTable('a', { kind: 'view' }), aTable('b', { description: 'new' })];
      assert.deepEqual((await catalog.elements.syncTables(id, 'elements', tables)).counts, counts({ updated: 2 }));
      assert.equal((await tableNamed('a')).kind, 'view');
      assert.equal((await tableNamed('b')).description, 'new');
    });

    it('whose name changed in case are others', async () => {
      await catalog.elements.syncTables(id, 'elements', [aTable('Users')]);
      assert.deepEqual((await catalog.elements.syncTables(id, 'elements', [aTable('users')])).counts, counts({ created: 1, gone: 1 }));
    });

    it('of another database are not touched', async () => {
      const other = await catalog.sqlDbs.add(aSqlDb({ name: 'other' }));
      await catalog.elements.syncTables(other, 'elements', [aTable('a')]);
      assert.deepEqual((await catalog.elements.syncTables(id, 'elements', [aTable('a')])).counts, counts({ created: 1 }));
      await catalog.elements.syncTables(id, 'elements', []);
      assert.equal((await catalog.elements.listTables(other))[0]?.gone, false);
    });

    it('keep what a person wrote', async () => {
      await catalog.elements.syncTables(id, 'elements', [aTable('a', { description: 'from the source' })]);
      await bench.sql("UPDATE sql_table SET description = 'by a person', generated_comment = 'by a model'");
      const changed = [aTable('a', { description: 'from the source, changed' })];
      assert.deepEqual((await catalog.elements.syncTables(id, 'elements', changed)).counts, counts({ skipped: 1 }));
      assert.deepEqual(await bench.sql('SELECT description, source_description AS source FROM sql_table'), [
        { description: 'by a person', source: 'from the source, changed' },
      ]);
      await catalog.elements.syncTables(id, 'elements', []);
      await catalog.elements.syncTables(id, 'elements', changed);
      const { description, generatedComment } = await tableNamed('a');
      assert.deepEqual([description, generatedComment], ['by a person', 'by a model']);
    });

    it('are written all or not at all', async () => {
      await catalog.elements.syncTables(id, 'elements', [aTable('a')]);
      await assert.rejects(catalog.elements.syncTables(id, 'elements', [aTable('b'), aTable('c'), aTable('c')]));
      assert.deepEqual((await catalog.elements.listTables(id)).map(({ name, gone }) => [name, gone]), [['a', false]]);
    });
  });

  describe('columns', () => {
    beforeEach(() => catalog.elements.syncTables(id, 'elements', [aTable('a'), aTable('b')]));
    const sync = async (table: string, ...columns: readonly ReturnType<typeof aColumn>[]) =>
      countsOf(await catalog.elements.syncColumns(id, 'elements', [{ table, columns }], neverAborted))[table];

    it('are not written once the signal is aborted', async () => {
      const batch = [{ table: 'a', columns: [aColumn('x')] }];
      await assert.rejects(catalog.elements.syncColumns(id, 'elements', batch, AbortSignal.abort()), isCancelled);
      assert.equal((await catalog.elements.count(id)).columns, 0);
    });

    it('are created with all that was read, then skipped', async () => {
      const columns = [
        aColumn('z', { nullable: false, primaryKeyPosition: 1 }),
        aColumn('a', {
          nativeType: 'varchar(20)',
          dataFormat: 'VARCHAR',
          defaultValue: "'x'",
          generated: 'stored',
          hidden: true,
          description: 'the a',
        }),
      ];
      assert.deepEqual(await sync('a', ...columns), counts({ created: 2 }));
      assert.deepEqual(await sync('a', ...columns), counts({ skipped: 2 }));
      const read = await columnsOf('a');
      assert.deepEqual(
        read.map(({ id: _, ...column }) => column),
        columns.map((column) => ({
          ...uncommented,
          ...column,
          sourceDescription: column.description,
          foreignKey: '',
          gone: false,
        })),
      );
      assert.deepEqual(await bench.sql('SELECT column_name AS name, pk_field AS pk FROM sql_column ORDER BY id'), [
        { name: 'z', pk: 'PK' },
        { name: 'a', pk: '' },
      ]);
    });

    it('count as updated when something that one sees changed', async () => {
      const changes = [
        { nativeType: 'TEXT' },
        { dataFormat: 'VARCHAR' },
        { nullable: false },
        { defaultValue: '0' },
        { generated: 'virtual' },
        { hidden: true },
        { primaryKeyPosition: 2 },
        { description: 'new' },
      ];
      for (const change of changes) {
        await sync('a', aColumn('x'));
        assert.deepEqual(await sync('a', aColumn('x', change)), counts({ updated: 1 }), JSON.stringify(change));
        const stored = await columnNamed('a', 'x');
        const read = aColumn('x', change);
        const shown = { id: stored.id, sourceDescription: read.description, foreignKey: '', gone: false };
        assert.deepEqual(stored, { ...uncommented, ...read, ...shown });
        await bench.sql('DELETE FROM sql_column');
      }
    });

    it('that only moved are shown in the new order and do not count as updated', async () => {
      await sync('a', aColumn('x'), aColumn('y'));
      assert.deepEqual(await sync('a', aColumn('new'), aColumn('y'), aColumn('x')), counts({ created: 1, skipped: 2 }));
      assert.deepEqual((await columnsOf('a')).map(({ name }) => name), ['new', 'y', 'x']);
    });

    it('that vanish are marked gone and come last; that return are the same again', async () => {
      await sync('a', aColumn('x'), aColumn('y'));
      const before = await columnNamed('a', 'x');
      assert.deepEqual(await sync('a', aColumn('y')), counts({ skipped: 1, gone: 1 }));
      assert.deepEqual((await columnsOf('a')).map(({ name, gone }) => [name, gone]), [['y', false], ['x', true]]);
      assert.deepEqual(await sync('a', aColumn('y')), counts({ skipped: 1 }));
      assert.deepEqual(await sync('a', aColumn('x'), aColumn('y')), counts({ skipped: 1, updated: 1 }));
      assert.deepEqual(await columnNamed('a', 'x'), before);
    });

    it('keep what a person wrote, and the name a person gave', async () => {
      await sync('a', aColumn('x', { description: 'source' }));
      await bench.sql(
        "UPDATE sql_column SET column_description = 'person', column_name = 'X!', value_description = 'v', " +
          "generated_comment = 'g'",
      );
      assert.deepEqual(await sync('a', aColumn('x', { description: 'other' })), counts({ skipped: 1 }));
      assert.deepEqual(await sync('a', aColumn('x', { nativeType: 'TEXT' })), counts({ updated: 1 }));
      const [row] = await bench.sql(
        'SELECT column_description AS d, source_description AS s, column_name AS n, value_description AS v, ' +
          'generated_comment AS g FROM sql_column',
      );
      assert.deepEqual(row, { d: 'person', s: '', n: 'X!', v: 'v', g: 'g' });
    });

    it('of one table in error leave those of the others written', async () => {
      const results = await catalog.elements.syncColumns(id, 'elements', [
        { table: 'a', columns: [aColumn('x'), aColumn('x')] },
        { table: 'missing', columns: [aColumn('x')] },
        { table: 'b', columns: [aColumn('x')] },
      ], neverAborted);
      const [duplicated, missing, written] = results;
      assert.ok(duplicated && 'error' in duplicated && hasCode(duplicated.error, 'INVALID_ARGUMENT'));
      assert.match(duplicated.error.message, /"a".*(unique constraint|duplicate entry)/i);
      assert.ok(missing && 'error' in missing && hasCode(missing.error, 'NOT_FOUND'));
      assert.deepEqual(written, { table: 'b', counts: counts({ created: 1 }) });
      assert.deepEqual(await columnsOf('a'), []);
      assert.equal((await columnsOf('b')).length, 1);
    });

    it('are not written where comparing them fails, nor later, when the first of them were on their way', async () => {
      await sync('a', aColumn('c0'));
      // new ones are written first, then those that changed
      const aPage = Array.from({ length: 2_000 }, (_, index) => aColumn(`c${index}`, { nativeType: 'TEXT' }));
      const broken = {
        ...aColumn('x'),
        get nativeType(): string {
          throw new Error('broken');
        },
      };
      const batch = [
        { table: 'a', columns: aPage },
        { table: 'b', columns: [broken] },
      ];
      await assert.rejects(catalog.elements.syncColumns(id, 'elements', batch, neverAborted), /^Error: broken$/);
      assert.deepEqual(await sync('b', aColumn('x')), counts({ created: 1 }));
      assert.deepEqual((await columnsOf('a')).map(({ name, nativeType }) => [name, nativeType]), [['c0', 'INTEGER']]);
    });

    it('are not tried table by table when the database itself fails', async () => {
      await catalog.close();
      await assert.rejects(catalog.elements.syncColumns(id, 'elements', [{ table: 'a', columns: [aColumn('x')] }], neverAborted));
    });

    it('of an empty batch are nothing', async () => {
      assert.deepEqual(await catalog.elements.syncColumns(id, 'elements', [], neverAborted), []);
      assert.deepEqual(countsOf(await catalog.elements.syncColumns(id, 'elements', [{ table: 'a', columns: [] }], neverAborted)), {
        a: counts({}),
      });
    });
  });

  describe('relationships', () => {
    beforeEach(async () => {
      await catalog.elements.syncTables(id, 'elements', [aTable('a'), aTable('b')]);
      const columns = [aColumn('x'), aColumn('y'), aColumn('z')];
      await catalog.elements.syncColumns(id, 'elements', [
        { table: 'a', columns },
        { table: 'b', columns },
      ], neverAborted);
    });
    const sync = async (table: string, ...relationships: readonly ReturnType<typeof aRelationship>[]) =>
      countsOf(await catalog.elements.syncRelationships(id, 'elements', [{ table, relationships }], neverAborted))[table];
    const list = async () =>
      (await catalog.elements.listRelationships(id)).map(
        ({ sourceTable, sourceColumns, targetTable, targetColumns, gone }) =>
          `${sourceTable}(${sourceColumns.join()})→${targetTable}(${targetColumns.join()})${gone ? ' gone' : ''}`,
      );

    it('are created, then skipped, composite ones as one', async () => {
      const relationships = [
        aRelationship('x', 'b', 'x', { constraintKey: 'two', position: 1 }),
        aRelationship('y', 'b', 'y', { constraintKey: 'two', position: 2 }),
        aRelationship('z', 'a', 'x', { constraintKey: 'self' }),
      ];
      assert.deepEqual(await sync('a', ...relationships), counts({ created: 3 }));
      assert.deepEqual(await sync('a', ...relationships), counts({ skipped: 3 }));
      assert.deepEqual(await list(), ['a(z)→a(x)', 'a(x,y)→b(x,y)']);
    });

    it('are told in fk_field, all of a column, and no more when they are gone', async () => {
      const toB = aRelationship('x', 'b', 'y', { constraintKey: 'b' });
      const toA = aRelationship('x', 'a', 'z', { constraintKey: 'a' });
      await sync('a', toB, toA);
      assert.equal((await columnNamed('a', 'x')).foreignKey, 'a.z, b.y');
      assert.deepEqual(await sync('a', toB), counts({ skipped: 1, gone: 1 }));
      assert.equal((await columnNamed('a', 'x')).foreignKey, 'b.y');
      assert.deepEqual(await sync('a'), counts({ gone: 1 }));
      assert.equal((await columnNamed('a', 'x')).foreignKey, '');
      assert.deepEqual(await sync('a'), counts({}));
      assert.deepEqual(await list(), ['a(x)→a(z) gone', 'a(x)→b(y) gone']);
      assert.deepEqual(await sync('a', toB), counts({ updated: 1 }));
      assert.deepEqual(await list(), ['a(x)→a(z) gone', 'a(x)→b(y)']);
      assert.equal((await columnNamed('a', 'x')).foreignKey, 'b.y');
    });

    it('count as updated when they point elsewhere', async () => {
      await sync('a', aRelationship('x', 'b', 'x', { constraintKey: 'k' }));
      assert.deepEqual(await sync('a', aRelationship('y', 'a', 'z', { constraintKey: 'k' })), counts({ updated: 1 }));
      assert.deepEqual(await list(), ['a(y)→a(z)']);
      assert.equal((await columnNamed('a', 'x')).foreignKey, '');
      assert.equal((await columnNamed('a', 'y')).foreignKey, 'a.z');
    });

    it('that lost one of their pairs show the others', async () => {
      const first = aRelationship('x', 'b', 'x', { constraintKey: 'k', position: 1 });
      await sync('a', first, aRelationship('y', 'b', 'y', { constraintKey: 'k', position: 2 }));
      await sync('a', first);
      assert.deepEqual(await list(), ['a(x)→b(x)']);
    });

    it('of one table in error leave that table as it was and the others written', async () => {
      await sync('a', aRelationship('x', 'b', 'x'));
      const [lacking, twice, missing, written] = await catalog.elements.syncRelationships(id, 'elements', [
        { table: 'a', relationships: [aRelationship('y', 'b', 'y'), aRelationship('x', 'nowhere', 'x')] },
        { table: 'a', relationships: [aRelationship('y', 'b', 'y'), aRelationship('y', 'b', 'y')] },
        { table: 'missing', relationships: [aRelationship('x', 'a', 'x')] },
        { table: 'b', relationships: [aRelationship('x', 'a', 'x')] },
      ], neverAborted);
      assert.ok(lacking && 'error' in lacking && hasCode(lacking.error, 'NOT_FOUND'));
      assert.match(lacking.error.message, /"a"\."x" → "nowhere"\."x"/);
      assert.ok(twice && 'error' in twice && hasCode(twice.error, 'INVALID_ARGUMENT'));
      assert.ok(missing && 'error' in missing && hasCode(missing.error, 'NOT_FOUND'));
      assert.deepEqual(written, { table: 'b', counts: counts({ created: 1 }) });
      assert.deepEqual(await list(), ['a(x)→b(x)', 'b(x)→a(x)']);
    });

    it('of a table that is gone are gone with it, and none of it counts', async () => {
      await sync('a', aRelationship('x', 'b', 'x'));
      await sync('b', aRelationship('x', 'b', 'y'));
      assert.deepEqual(await catalog.elements.count(id), { tables: 2, columns: 6, relationships: 2 });
      await catalog.elements.syncTables(id, 'elements', [aTable('a')]);
      assert.deepEqual(await list(), ['a(x)→b(x) gone', 'b(x)→b(y) gone']);
      assert.deepEqual(await catalog.elements.count(id), { tables: 1, columns: 3, relationships: 0 });
      assert.deepEqual(await catalog.elements.count(99), { tables: 0, columns: 0, relationships: 0 });
    });
  });

  it('keep any identifier and text as it is, and know it again', async function () {
    this.timeout(60_000);
    const text = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .map((value) => value.replaceAll('\0', ''));
    const name = fc.oneof(
      text,
      fc.constantFrom('', ' ', "'", '"', '`', '$1', ':a', '?', '\n', '\\', 'select', '😀', 'é', 'e\u0301'),
      fc.constant('x'.repeat(10_000)),
    );
    const table = fc.record({ name, columns: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), text });
    const tables = fc.uniqueArray(table, { selector: (one) => one.name, minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(tables, async (given) => {
        const sqlDbId = await catalog.sqlDbs.add(aSqlDb({ name: `database ${Math.random()}` }));
        const asTables = given.map((one) => aTable(one.name, { description: one.text }));
        const asColumns = given.map((one) => ({
          table: one.name,
          columns: one.columns.map((column) => aColumn(column, { defaultValue: one.text, nativeType: one.text })),
        }));
        const [target] = given;
        const asRelationships = given.map((one) => ({
          table: one.name,
          relationships: one.columns.map((column) =>
            aRelationship(column, target?.name ?? '', target?.columns[0] ?? ''),
          ),
        }));
        const syncAll = async () => [
          (await catalog.elements.syncTables(sqlDbId, 'elements', asTables)).counts,
          ...Object.values(countsOf(await catalog.elements.syncColumns(sqlDbId, 'elements', asColumns, neverAborted))),
          ...Object.values(countsOf(await catalog.elements.syncRelationships(sqlDbId, 'elements', asRelationships, neverAborted))),
        ];
        for (const { updated, skipped, gone } of await syncAll()) assert.equal(updated + skipped + gone, 0);
        for (const { created, updated, gone } of await syncAll()) assert.equal(created + updated + gone, 0);
        const nodes = await catalog.elements.listTables(sqlDbId);
        assert.deepEqual(nodes.map((one) => one.name), given.map((one) => one.name).sort());
        for (const node of nodes) {
          const one = given.find((candidate) => candidate.name === node.name);
          assert.equal(node.description, one?.text);
          const columns = await catalog.elements.listColumns(node.id);
          assert.deepEqual(columns.map((column) => column.name), one?.columns);
          for (const { defaultValue, nativeType } of columns) {
            assert.deepEqual([defaultValue, nativeType], [one?.text, one?.text]);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('show what cannot be stored by its code, and know it again', async () => {
    const name = 'nul \0, half \ud83d';
    const table = [aTable(name, { description: '\0' })];
    const columns = [{ table: name, columns: [aColumn(name, { defaultValue: '\0', enumValues: ['\0'] })] }];
    const relationships = [{ table: name, relationships: [aRelationship(name, name, name)] }];
    for (const expected of [counts({ created: 1 }), counts({ skipped: 1 })]) {
      assert.deepEqual((await catalog.elements.syncTables(id, 'elements', table)).counts, expected);
      const [columnSync] = await catalog.elements.syncColumns(id, 'elements', columns, neverAborted);
      const [relationshipSync] = await catalog.elements.syncRelationships(id, 'elements', relationships, neverAborted);
      assert.deepEqual(columnSync, { table: name, counts: expected });
      assert.deepEqual(relationshipSync, { table: name, counts: expected });
    }
    const [node] = await catalog.elements.listTables(id);
    assert.deepEqual([node?.name, node?.description], ['nul \\0, half \ufffd', '\\0']);
  });

  it('may be long: a page of names, types and comments of a megabyte each', async function () {
    this.timeout(60_000);
    const long = (letter: string): string => letter.repeat(1_000_000);
    const columns = ['a', 'b', 'c'].map((name) =>
      aColumn(`${name}${long('n')}`, { nativeType: long('t'), description: long('d') }),
    );
    await catalog.elements.syncTables(id, 'elements', [aTable('wide')]);
    for (const expected of [counts({ created: 3 }), counts({ skipped: 3 })]) {
      const results = await catalog.elements.syncColumns(id, 'elements', [{ table: 'wide', columns }], neverAborted);
      assert.deepEqual(countsOf(results).wide, expected);
    }
    assert.deepEqual((await columnsOf('wide')).map(({ name }) => name), columns.map(({ name }) => name));
  });

  it('are written only by a run that still holds its lease', async () => {
    await catalog.elements.syncTables(id, 'elements', [aTable('a', { fingerprint: 'one' })]);
    await catalog.elements.syncColumns(id, 'elements', [{ table: 'a', columns: [aColumn('x')] }], neverAborted);
    const read = async () => [await catalog.elements.listTables(id), await columnsOf('a'), await catalog.elements.count(id)];
    const before = await read();
    await catalog.runs.end('elements', { type: 'sqlDb', id }, 'db_elements', anEnd());
    const tooLate: (() => Promise<unknown>)[] = [
      () => catalog.elements.syncTables(id, 'elements', [aTable('b')]),
      () => catalog.elements.syncColumns(id, 'elements', [{ table: 'a', columns: [aColumn('y')] }], neverAborted),
      () =>
        catalog.elements.syncRelationships(
          id,
          'elements',
          [{ table: 'a', relationships: [aRelationship('x', 'a', 'x')] }],
          neverAborted,
        ),
      () => catalog.elements.finishSync(id, 'elements', [aTable('a', { fingerprint: 'one' })]),
    ];
    for (const write of tooLate) await assert.rejects(write, (error) => hasCode(error, 'LEASE_LOST'));
    assert.deepEqual(await read(), before);
    assert.deepEqual(await bench.sql('SELECT fingerprint FROM sql_table'), [{ fingerprint: '' }]);
  });

  it('may be many: 4,500 tables, one of 2,500 columns, and 4,500 relationships', async function () {
    this.timeout(60_000);
    const name = (index: number): string => `t${String(index).padStart(5, '0')}`;
    const tables = Array.from({ length: 4_500 }, (_, index) => aTable(name(index)));
    const wide = Array.from({ length: 2_500 }, (_, index) => aColumn(`c${index}`));
    const columns = tables.map((table, index) => ({
      table: table.name,
      columns: index === 7 ? wide : [aColumn('c0')],
    }));
    const relationships = tables.map((table, index) => ({
      table: table.name,
      relationships: [aRelationship('c0', name((index + 1) % 4_500), 'c0')],
    }));
    assert.deepEqual((await catalog.elements.syncTables(id, 'elements', tables)).counts, counts({ created: 4_500 }));
    assert.equal(countsOf(await catalog.elements.syncColumns(id, 'elements', columns, neverAborted))[name(7)]?.created, 2_500);
    countsOf(await catalog.elements.syncRelationships(id, 'elements', relationships, neverAborted));
    assert.deepEqual((await catalog.elements.syncTables(id, 'elements', tables)).counts, counts({ skipped: 4_500 }));
    assert.deepEqual(await catalog.elements.count(id), { tables: 4_500, columns: 6_999, relationships: 4_500 });
    assert.deepEqual(
      (await catalog.elements.listTables(id)).map((table) => table.name),
      tables.map((table) => table.name),
    );
    const read = await columnsOf(name(7));
    assert.deepEqual(read.map((column) => column.name), wide.map((column) => column.name));
    assert.equal(read[0]?.foreignKey, `${name(8)}.c0`);
    const listed = await catalog.elements.listRelationships(id);
    assert.deepEqual(listed.map((one) => one.sourceTable), tables.map((table) => table.name));
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasCode } from '../../../../src/base/errors';
import { aColumn, anEnd, aRelationship, aSqlDb, aTable, counts, countsOf, neverAborted } from '../support';
import { describeElements } from './elementBench';

describeElements('the elements', (on) => {
  it('keep any identifier and text unchanged, and recognise it at the next sync', async function () {
    this.timeout(60_000);
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => value.replaceAll('\0', ''));
    const name = fc.oneof(
      text,
      fc.constantFrom('', ' ', "'", '"', '`', '$1', ':a', '?', '\n', '\\', 'select', '😀', 'é', 'e\u0301'),
      fc.constant('x'.repeat(10_000)),
    );
    const table = fc.record({ name, columns: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), text });
    const tables = fc.uniqueArray(table, { selector: (one) => one.name, minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(tables, async (given) => {
        const sqlDbId = await on.catalog.sqlDbs.add(aSqlDb({ name: `database ${Math.random()}` }));
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
        const { elements } = on.catalog;
        const syncAll = async () => [
          (await elements.syncTables(sqlDbId, 'elements', asTables)).counts,
          ...Object.values(countsOf(await elements.syncColumns(sqlDbId, 'elements', asColumns, neverAborted))),
          ...Object.values(
            countsOf(await elements.syncRelationships(sqlDbId, 'elements', asRelationships, neverAborted)),
          ),
        ];
        for (const { updated, skipped, gone } of await syncAll()) assert.equal(updated + skipped + gone, 0);
        for (const { created, updated, gone } of await syncAll()) assert.equal(created + updated + gone, 0);
        const nodes = await on.catalog.elements.listTables(sqlDbId);
        assert.deepEqual(
          nodes.map((one) => one.name),
          given.map((one) => one.name).sort(),
        );
        for (const node of nodes) {
          const one = given.find((candidate) => candidate.name === node.name);
          assert.equal(node.description, one?.text);
          const columns = await on.catalog.elements.listColumns(node.id);
          assert.deepEqual(
            columns.map((column) => column.name),
            one?.columns,
          );
          for (const { defaultValue, nativeType } of columns) {
            assert.deepEqual([defaultValue, nativeType], [one?.text, one?.text]);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('show characters that cannot be stored by their codes, and recognise them at the next sync', async () => {
    const name = 'nul \0, half \ud83d';
    const table = [aTable(name, { description: '\0' })];
    const columns = [{ table: name, columns: [aColumn(name, { defaultValue: '\0', enumValues: ['\0'] })] }];
    const relationships = [{ table: name, relationships: [aRelationship(name, name, name)] }];
    for (const expected of [counts({ created: 1 }), counts({ skipped: 1 })]) {
      assert.deepEqual((await on.syncTables(table)).counts, expected);
      const [columnSync] = await on.syncColumns(columns);
      const [relationshipSync] = await on.syncRelationships(relationships);
      assert.deepEqual(columnSync, { table: name, counts: expected });
      assert.deepEqual(relationshipSync, { table: name, counts: expected });
    }
    const [node] = await on.catalog.elements.listTables(on.id);
    assert.deepEqual([node?.name, node?.description], ['nul \\0, half \ufffd', '\\0']);
  });

  it('may be long: a page of names, types and comments of a megabyte each', async function () {
    this.timeout(60_000);
    const long = (letter: string): string => letter.repeat(1_000_000);
    const columns = ['a', 'b', 'c'].map((name) =>
      aColumn(`${name}${long('n')}`, { nativeType: long('t'), description: long('d') }),
    );
    await on.syncTables([aTable('wide')]);
    for (const expected of [counts({ created: 3 }), counts({ skipped: 3 })]) {
      const results = await on.syncColumns([{ table: 'wide', columns }]);
      assert.deepEqual(countsOf(results).wide, expected);
    }
    assert.deepEqual(
      (await on.columnsOf('wide')).map(({ name }) => name),
      columns.map(({ name }) => name),
    );
  });

  it('are written only by a run that still holds its lease', async () => {
    await on.syncTables([aTable('a', { fingerprint: 'one' })]);
    await on.syncColumns([{ table: 'a', columns: [aColumn('x')] }]);
    const read = async () => [
      await on.catalog.elements.listTables(on.id),
      await on.columnsOf('a'),
      await on.catalog.elements.count(on.id),
    ];
    const before = await read();
    await on.catalog.runs.end('elements', { type: 'sqlDb', id: on.id }, 'db_elements', anEnd());
    const tooLate: (() => Promise<unknown>)[] = [
      () => on.syncTables([aTable('b')]),
      () => on.syncColumns([{ table: 'a', columns: [aColumn('y')] }]),
      () => on.syncRelationships([{ table: 'a', relationships: [aRelationship('x', 'a', 'x')] }]),
      () => on.catalog.elements.finishSync(on.id, 'elements', [aTable('a', { fingerprint: 'one' })]),
    ];
    for (const write of tooLate) await assert.rejects(write, (error) => hasCode(error, 'LEASE_LOST'));
    assert.deepEqual(await read(), before);
    assert.deepEqual(await on.bench.sql('SELECT fingerprint FROM sql_table'), [{ fingerprint: '' }]);
  });

  it('are not written if the lease cannot be checked, and the error is that of the check', async () => {
    await on.bench.sql('ALTER TABLE task_run RENAME TO task_run_elsewhere');
    try {
      await assert.rejects(on.syncTables([aTable('a')]), /task_run/);
    } finally {
      await on.bench.sql('ALTER TABLE task_run_elsewhere RENAME TO task_run');
    }
    assert.deepEqual(await on.catalog.elements.listTables(on.id), []);
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
    assert.deepEqual((await on.syncTables(tables)).counts, counts({ created: 4_500 }));
    assert.equal(countsOf(await on.syncColumns(columns))[name(7)]?.created, 2_500);
    countsOf(await on.syncRelationships(relationships));
    assert.deepEqual((await on.syncTables(tables)).counts, counts({ skipped: 4_500 }));
    assert.deepEqual(await on.catalog.elements.count(on.id), { tables: 4_500, columns: 6_999, relationships: 4_500 });
    assert.deepEqual(
      (await on.catalog.elements.listTables(on.id)).map((table) => table.name),
      tables.map((table) => table.name),
    );
    const read = await on.columnsOf(name(7));
    assert.deepEqual(
      read.map((column) => column.name),
      wide.map((column) => column.name),
    );
    assert.equal(read[0]?.foreignKey, `${name(8)}.c0`);
    const listed = await on.catalog.elements.listRelationships(on.id);
    assert.deepEqual(
      listed.map((one) => one.sourceTable),
      tables.map((table) => table.name),
    );
  });
});

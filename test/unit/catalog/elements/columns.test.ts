import assert from 'node:assert/strict';
import { hasCode, isCancelled } from '../../../../src/base/errors';
import type { ColumnValues } from '../../../../src/model/elements';
import { aColumn, aTable, counts, countsOf, uncommented } from '../support';
import { describeElements } from './elementBench';

describeElements('the columns', (on) => {
  beforeEach(() => on.syncTables([aTable('a'), aTable('b')]));
  const sync = async (table: string, ...columns: readonly ReturnType<typeof aColumn>[]) =>
    countsOf(await on.syncColumns([{ table, columns }]))[table];

  it('are not written once the signal is aborted', async () => {
    const batch = [{ table: 'a', columns: [aColumn('x')] }];
    await assert.rejects(on.catalog.elements.syncColumns(on.id, 'elements', batch, AbortSignal.abort()), isCancelled);
    assert.equal((await on.catalog.elements.count(on.id)).columns, 0);
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
    const read = await on.columnsOf('a');
    assert.deepEqual(
      read.map(({ id: _, ...column }) => column),
      columns.map((column) => ({
        ...uncommented,
        ...column,
        descriptionAuthor: column.description === '' ? '' : 'source',
        sourceDescription: column.description,
        foreignKey: '',
        gone: false,
      })),
    );
    assert.deepEqual(await on.bench.sql('SELECT column_name AS name, pk_field AS pk FROM sql_column ORDER BY id'), [
      { name: 'z', pk: 'PK' },
      { name: 'a', pk: '' },
    ]);
  });

  it('count as updated when something visible changed', async () => {
    const changes: readonly Partial<ColumnValues>[] = [
      { nativeType: 'TEXT' },
      { dataFormat: 'VARCHAR' },
      { nullable: false },
      { defaultValue: '0' },
      { generated: 'virtual' },
      { hidden: true },
      { primaryKeyPosition: 2 },
      { enumValues: ['a', 'b'] },
      { description: 'new' },
    ];
    for (const change of changes) {
      await sync('a', aColumn('x'));
      assert.deepEqual(await sync('a', aColumn('x', change)), counts({ updated: 1 }), JSON.stringify(change));
      const stored = await on.columnNamed('a', 'x');
      const read = aColumn('x', change);
      const own = { sourceDescription: read.description, descriptionAuthor: read.description === '' ? '' : 'source' };
      const shown = { id: stored.id, ...own, foreignKey: '', gone: false };
      assert.deepEqual(stored, { ...uncommented, ...read, ...shown });
      await on.bench.sql('DELETE FROM sql_column');
    }
  });

  it('that only moved are shown in the new order and do not count as updated', async () => {
    await sync('a', aColumn('x'), aColumn('y'));
    assert.deepEqual(await sync('a', aColumn('new'), aColumn('y'), aColumn('x')), counts({ created: 1, skipped: 2 }));
    assert.deepEqual(
      (await on.columnsOf('a')).map(({ name }) => name),
      ['new', 'y', 'x'],
    );
  });

  it('that disappear are marked gone and come last; when they return, they are the same rows', async () => {
    await sync('a', aColumn('x'), aColumn('y'));
    const before = await on.columnNamed('a', 'x');
    assert.deepEqual(await sync('a', aColumn('y')), counts({ skipped: 1, gone: 1 }));
    assert.deepEqual(
      (await on.columnsOf('a')).map(({ name, gone }) => [name, gone]),
      [
        ['y', false],
        ['x', true],
      ],
    );
    assert.deepEqual(await sync('a', aColumn('y')), counts({ skipped: 1 }));
    assert.deepEqual(await sync('a', aColumn('x'), aColumn('y')), counts({ skipped: 1, updated: 1 }));
    assert.deepEqual(await on.columnNamed('a', 'x'), before);
  });

  it('keep what a person wrote, and the name a person gave', async () => {
    await sync('a', aColumn('x', { description: 'source' }));
    await on.bench.sql(
      "UPDATE sql_column SET column_description = 'person', column_name = 'X!', value_description = 'v', " +
        "generated_comment = 'g'",
    );
    assert.deepEqual(await sync('a', aColumn('x', { description: 'other' })), counts({ skipped: 1 }));
    assert.deepEqual(await sync('a', aColumn('x', { nativeType: 'TEXT' })), counts({ updated: 1 }));
    const [row] = await on.bench.sql(
      'SELECT column_description AS d, source_description AS s, column_name AS n, value_description AS v, ' +
        'generated_comment AS g FROM sql_column',
    );
    assert.deepEqual(row, { d: 'person', s: '', n: 'X!', v: 'v', g: 'g' });
  });

  it('of one table in error leave those of the others written', async () => {
    const results = await on.syncColumns([
      { table: 'a', columns: [aColumn('x'), aColumn('x')] },
      { table: 'missing', columns: [aColumn('x')] },
      { table: 'b', columns: [aColumn('x')] },
    ]);
    const [duplicated, missing, written] = results;
    assert.ok(duplicated && 'error' in duplicated && hasCode(duplicated.error, 'INVALID_ARGUMENT'));
    assert.match(duplicated.error.message, /"a".*(unique constraint|duplicate entry)/i);
    assert.ok(missing && 'error' in missing && hasCode(missing.error, 'NOT_FOUND'));
    assert.deepEqual(written, { table: 'b', counts: counts({ created: 1 }) });
    assert.deepEqual(await on.columnsOf('a'), []);
    assert.equal((await on.columnsOf('b')).length, 1);
  });

  it('are not written if comparing them fails, even if the first page was already being written', async () => {
    await sync('a', aColumn('c0'));
    // new rows are written first, then changed rows
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
    await assert.rejects(on.syncColumns(batch), /^Error: broken$/);
    assert.deepEqual(await sync('b', aColumn('x')), counts({ created: 1 }));
    assert.deepEqual(
      (await on.columnsOf('a')).map(({ name, nativeType }) => [name, nativeType]),
      [['c0', 'INTEGER']],
    );
  });

  it('are not retried table by table when the database itself fails', async () => {
    await on.catalog.close();
    await assert.rejects(on.syncColumns([{ table: 'a', columns: [aColumn('x')] }]));
  });

  it('of an empty batch give an empty result', async () => {
    assert.deepEqual(await on.syncColumns([]), []);
    assert.deepEqual(countsOf(await on.syncColumns([{ table: 'a', columns: [] }])), {
      a: counts({}),
    });
  });

  it('whose name changed in case stay the same rows, with all that was written about them', async () => {
    await on.syncTables([aTable('a')]);
    await on.syncColumns([{ table: 'a', columns: [aColumn('Id'), aColumn('Name'), aColumn('x'), aColumn('X')] }]);
    const { id } = await on.columnNamed('a', 'Name');
    await on.catalog.comments.setDescription({ type: 'column', id }, { description: 'full', person: 'Ada' });
    const [sync] = await on.syncColumns([{ table: 'a', columns: [aColumn('Id'), aColumn('NAME'), aColumn('x')] }]);
    assert.deepEqual(sync, { table: 'a', counts: counts({ updated: 1, skipped: 2, gone: 1 }) });
    const renamed = await on.columnNamed('a', 'NAME');
    assert.deepEqual([renamed.id, renamed.description, renamed.gone], [id, 'full', false]);
    assert.deepEqual(
      await on.bench.sql('SELECT column_name AS shown FROM sql_column WHERE gone_at IS NULL ORDER BY id'),
      [{ shown: 'Id' }, { shown: 'NAME' }, { shown: 'x' }],
    );
  });

  it('whose name changed in case keep the name that a person gave', async () => {
    await on.syncTables([aTable('a')]);
    await on.syncColumns([{ table: 'a', columns: [aColumn('Name')] }]);
    await on.bench.sql("UPDATE sql_column SET column_name = 'Full name'");
    await on.syncColumns([{ table: 'a', columns: [aColumn('NAME')] }]);
    assert.deepEqual(await on.bench.sql('SELECT original_column_name AS name, column_name AS shown FROM sql_column'), [
      { name: 'NAME', shown: 'Full name' },
    ]);
  });
});

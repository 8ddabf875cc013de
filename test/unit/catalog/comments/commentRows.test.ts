import assert from 'node:assert/strict';
import { hasCode } from '../../../../src/base/errors';
import type { Catalog } from '../../../../src/catalog/catalog';
import type { CommentMode, CommentResult, ElementChoice, ElementNames } from '../../../../src/model/comments';
import type { ColumnNode, TableNode } from '../../../../src/model/elements';
import { forEachEngine, Workbench } from '../engines';
import { aClaim, aColumn, anEnd, aRelationship, aSqlDb, aTable, claimElements, neverAborted, noon } from '../support';

forEachEngine('the comments', (engine) => {
  let bench: Workbench;
  let catalog: Catalog;
  let id: number;
  const owner = () => ({ type: 'sqlDb', id }) as const;
  beforeEach(async () => {
    bench = new Workbench(engine);
    catalog = await bench.open();
    id = await catalog.sqlDbs.add(aSqlDb());
    await claimElements(catalog, id);
    await catalog.elements.syncTables(id, 'elements', [
      aTable('Invoice', { description: 'from the source' }),
      aTable('Customer'),
      aTable('Gone'),
    ]);
    const invoice = [aColumn('Id', { primaryKeyPosition: 1 }), aColumn('CustomerId'), aColumn('Total')];
    const customer = [aColumn('Id', { enumValues: ['a', 'b'] }), aColumn('Name', { description: 'their name' })];
    await catalog.elements.syncColumns(
      id,
      'elements',
      [
        { table: 'Invoice', columns: invoice },
        { table: 'Customer', columns: customer },
        { table: 'Gone', columns: [aColumn('Id')] },
      ],
      neverAborted,
    );
    await catalog.elements.syncRelationships(
      id,
      'elements',
      [{ table: 'Invoice', relationships: [aRelationship('CustomerId', 'Customer', 'Id')] }],
      neverAborted,
    );
    await catalog.elements.syncTables(id, 'elements', [
      aTable('Invoice', { description: 'from the source' }),
      aTable('Customer'),
    ]);
    await catalog.runs.claim(aClaim(id, 'run', { kind: 'tableComments', prefix: 'table_comment' }));
  });
  afterEach(() => bench.dispose());

  const table = async (name: string): Promise<TableNode> => {
    const found = (await catalog.elements.listTables(id)).find((one) => one.name === name);
    assert.ok(found, name);
    return found;
  };
  const column = async (tableName: string, name: string): Promise<ColumnNode> => {
    const found = (await catalog.elements.listColumns((await table(tableName)).id)).find((one) => one.name === name);
    assert.ok(found, name);
    return found;
  };
  const save = (...results: readonly CommentResult[]): Promise<void> =>
    catalog.comments.save('run', 'a-model', results);
  const said = async (name: string, comment: string): Promise<CommentResult> => ({
    element: { type: 'table', id: (await table(name)).id },
    outcome: { comment },
  });
  const saidOf = async (name: string, of: string, comment: string): Promise<CommentResult> => ({
    element: { type: 'column', id: (await column(name, of)).id },
    outcome: { comment },
  });
  const find = (names: ElementNames): Promise<ElementChoice> => catalog.comments.find(id, names, false);
  const tablesOf = async (names: ElementNames, mode: CommentMode): Promise<readonly string[]> =>
    (await catalog.comments.listTables(id, await find(names), mode)).map(({ name }) => name);
  const columnsOf = async (names: ElementNames, mode: CommentMode): Promise<unknown> =>
    (await catalog.comments.listColumns(id, await find(names), mode)).map((chosen) => ({
      table: chosen.table.name,
      columns: chosen.columns.map(({ name }) => name),
    }));
  const accept = async (names: ElementNames): Promise<number> =>
    catalog.comments.accept(id, await catalog.comments.find(id, names, true));

  describe('that are missing', () => {
    it('are of the tables and columns without a generated comment, never of what is gone', async () => {
      await save(await said('Invoice', 'Bills.'), await saidOf('Customer', 'Name', 'What they are called.'));
      assert.deepEqual(await tablesOf({}, 'missing'), ['Customer']);
      assert.deepEqual(await tablesOf({}, 'all'), ['Customer', 'Invoice']);
      assert.deepEqual(await columnsOf({}, 'missing'), [
        { table: 'Customer', columns: ['Id'] },
        { table: 'Invoice', columns: ['Id', 'CustomerId', 'Total'] },
      ]);
    });

    it('are restricted to the choice', async () => {
      assert.deepEqual(await tablesOf({ tables: ['Invoice', 'Invoice'] }, 'all'), ['Invoice']);
      assert.deepEqual(await columnsOf({ tables: ['Customer'] }, 'all'), [
        { table: 'Customer', columns: ['Id', 'Name'] },
      ]);
      assert.deepEqual(await columnsOf({ columns: ['Invoice.Total', 'Customer.Id'] }, 'all'), [
        { table: 'Customer', columns: ['Id'] },
        { table: 'Invoice', columns: ['Total'] },
      ]);
    });

    it('have their ids, which describe them too', async () => {
      const [customer] = await catalog.comments.listColumns(id, await find({ columns: ['Customer.Name'] }), 'all');
      assert.deepEqual(customer, {
        table: { id: (await table('Customer')).id, name: 'Customer' },
        columns: [{ id: (await column('Customer', 'Name')).id, name: 'Name' }],
      });
    });
  });

  it('are requested with the whole description of a table', async () => {
    const ids = [(await table('Invoice')).id, 999, (await table('Customer')).id];
    const [invoice, customer] = await catalog.comments.describe(id, ids);
    assert.equal(invoice?.description, 'from the source');
    assert.deepEqual(
      invoice.columns.map(({ name, foreignKey, primaryKeyPosition }) => [name, foreignKey, primaryKeyPosition]),
      [
        ['Id', '', 1],
        ['CustomerId', 'Customer.Id', 0],
        ['Total', '', 0],
      ],
    );
    assert.deepEqual(customer?.columns[0]?.enumValues, ['a', 'b']);
    const reference = {
      sourceTable: 'Invoice',
      sourceColumns: ['CustomerId'],
      targetTable: 'Customer',
      targetColumns: ['Id'],
    };
    assert.deepEqual(invoice.relationships, [reference]);
    assert.deepEqual(customer.relationships, [reference]);
  });

  describe('that are saved', () => {
    it('are stored beside the description, with their author and time', async () => {
      await save(await said('Invoice', 'Bills.'), await saidOf('Invoice', 'Total', 'The sum.'));
      const { description, generatedComment, generatedBy, generatedAt } = await table('Invoice');
      assert.deepEqual(
        { description, generatedComment, generatedBy, generatedAt },
        { description: 'from the source', generatedComment: 'Bills.', generatedBy: 'a-model', generatedAt: noon },
      );
      assert.equal((await column('Invoice', 'Total')).generatedComment, 'The sum.');
      assert.equal((await column('Invoice', 'Total')).description, '');
    });

    it('show characters that cannot be stored by their codes', async () => {
      await save(await said('Invoice', 'Bills\0 \ud83d.'));
      assert.equal((await table('Invoice')).generatedComment, 'Bills\\0 \ufffd.');
    });

    it('with an error keep the earlier comment, and count as failed until one is written', async () => {
      await save(await said('Invoice', 'Bills.'));
      await save({ ...(await said('Invoice', '')), outcome: { error: 'no answer' } });
      const { generatedComment, commentError } = await table('Invoice');
      assert.deepEqual([generatedComment, commentError], ['Bills.', 'no answer']);
      assert.deepEqual(await tablesOf({}, 'failed'), ['Invoice']);
      await save(await said('Invoice', 'Bills of customers.'));
      assert.deepEqual(await tablesOf({}, 'failed'), []);
    });

    it('for elements that no longer exist are skipped, and the others are kept', async () => {
      const gone = (['table', 'column'] as const).map((type) => ({
        element: { type, id: 999 },
        outcome: { comment: 'x' },
      }));
      await save(...gone, await said('Customer', 'Who buys.'));
      assert.equal((await table('Customer')).generatedComment, 'Who buys.');
    });

    it('need a run that still holds its lease: else nothing is written', async () => {
      await catalog.runs.end('run', owner(), 'table_comment', anEnd());
      const late = await said('Invoice', 'too late');
      await assert.rejects(save(late), (error) => hasCode(error, 'LEASE_LOST'));
      assert.equal((await table('Invoice')).generatedComment, '');
    });
  });

  describe('that are accepted', () => {
    beforeEach(async () => {
      await save(
        await said('Invoice', 'Bills.'),
        await said('Customer', 'Who buys.'),
        await saidOf('Invoice', 'Total', 'The sum.'),
        await saidOf('Customer', 'Name', 'What they are called.'),
      );
    });

    it('become the descriptions of the whole database, and only once', async () => {
      assert.equal(await accept({}), 4);
      assert.equal((await table('Invoice')).description, 'Bills.');
      assert.equal((await column('Customer', 'Name')).description, 'What they are called.');
      assert.equal(await accept({}), 0);
    });

    it('become those of a table with its columns, or of exactly what was named', async () => {
      assert.equal(await accept({ tables: ['Invoice'] }), 2);
      assert.equal((await table('Customer')).description, '');
      assert.equal(await accept({ tables: ['Customer'], columns: [] }), 1);
      assert.equal((await column('Customer', 'Name')).description, 'their name');
      assert.equal(await accept({ columns: ['Customer.Name'] }), 1);
    });

    it('never replace what a person wrote, unless that item is named', async () => {
      await catalog.comments.setDescription(
        { type: 'table', id: (await table('Invoice')).id },
        { description: 'by a person', person: 'Ada' },
      );
      assert.equal(await accept({}), 3);
      assert.equal((await table('Invoice')).description, 'by a person');
      assert.equal(await accept({ tables: ['Invoice'], columns: [] }), 1);
      assert.equal((await table('Invoice')).description, 'Bills.');
    });

    it('stay when the source is read again', async () => {
      await accept({});
      await catalog.elements.syncTables(id, 'elements', [
        aTable('Invoice', { description: 'from the source' }),
        aTable('Customer'),
      ]);
      assert.equal((await table('Invoice')).description, 'Bills.');
    });
  });

  it('are edited and cleared in place', async () => {
    const invoice = { type: 'table', id: (await table('Invoice')).id } as const;
    const total = { type: 'column', id: (await column('Invoice', 'Total')).id } as const;
    await save(await said('Invoice', 'Bills.'), await saidOf('Invoice', 'Total', 'The sum.'));
    await catalog.comments.setDescription(total, { description: 'in cents', person: 'Ada' });
    await catalog.comments.clearGenerated(total);
    await catalog.comments.clearGenerated(invoice);
    const { description, generatedComment, generatedBy, generatedAt } = await column('Invoice', 'Total');
    assert.deepEqual(
      { description, generatedComment, generatedBy, generatedAt },
      { description: 'in cents', generatedComment: '', generatedBy: '', generatedAt: null },
    );
    for (const nothing of [
      catalog.comments.setDescription({ type: 'table', id: 999 }, { description: 'x', person: 'Ada' }),
      catalog.comments.clearGenerated({ type: 'column', id: 999 }),
    ]) {
      await assert.rejects(nothing, (error) => hasCode(error, 'NOT_FOUND'));
    }
  });

  it('that a person has emptied stay empty when the source is read again', async () => {
    const tables = [aTable('Invoice', { description: 'from the source', fingerprint: 'one' })];
    await catalog.elements.syncTables(id, 'elements', tables);
    await catalog.elements.finishSync(id, 'elements', tables);
    const invoice = { type: 'table', id: (await table('Invoice')).id } as const;
    await catalog.comments.setDescription(invoice, { description: '', person: 'Ada' });
    const read = [aTable('Invoice', { description: 'from the source', fingerprint: 'two' })];
    await catalog.elements.syncTables(id, 'elements', read);
    assert.equal((await table('Invoice')).description, '');
  });
});

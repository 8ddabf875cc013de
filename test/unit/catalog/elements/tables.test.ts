import assert from 'node:assert/strict';
import { aColumn, aRelationship, aSqlDb, aTable, counts, noon, uncommented } from '../support';
import { describeElements } from './elementBench';

describeElements('the tables', (on) => {
  it('are created, then skipped', async () => {
    const tables = [aTable('b', { kind: 'view', description: 'all b' }), aTable('a')];
    assert.deepEqual((await on.syncTables(tables)).counts, counts({ created: 2 }));
    assert.deepEqual((await on.syncTables(tables)).counts, counts({ skipped: 2 }));
    const nodes = await on.catalog.elements.listTables(on.id);
    assert.deepEqual(
      nodes.map(({ id: _, ...node }) => node),
      [
        { name: 'a', kind: 'table', ...uncommented, gone: false },
        {
          ...{ name: 'b', kind: 'view', ...uncommented, gone: false },
          ...{ description: 'all b', descriptionAuthor: 'source', sourceDescription: 'all b' },
        },
      ],
    );
  });

  it('that disappear are marked gone once, and kept; when they return, they are the same rows', async () => {
    await on.syncTables([aTable('a'), aTable('b')]);
    const before = await on.tableNamed('b');
    assert.deepEqual((await on.syncTables([aTable('a')])).counts, counts({ skipped: 1, gone: 1 }));
    assert.equal((await on.tableNamed('b')).gone, true);
    const goneAt = on.bench.engine.dialect.milliseconds('gone_at');
    assert.deepEqual(await on.bench.sql(`SELECT ${goneAt} AS gone FROM sql_table WHERE name = 'b'`), [{ gone: noon }]);
    assert.deepEqual((await on.syncTables([aTable('a')])).counts, counts({ skipped: 1 }));
    const returned = await on.syncTables([aTable('a'), aTable('b')]);
    assert.deepEqual(returned.counts, counts({ skipped: 1, updated: 1 }));
    assert.deepEqual(await on.tableNamed('b'), before);
  });

  it('are unchanged while their fingerprint equals the stored one', async () => {
    const tables = [aTable('a', { fingerprint: 'one' }), aTable('b', { fingerprint: 'one' }), aTable('c')];
    await on.syncTables(tables);
    await on.syncColumns([{ table: 'a', columns: [aColumn('x'), aColumn('y')] }]);
    await on.syncRelationships([{ table: 'a', relationships: [aRelationship('y', 'a', 'x')] }]);
    assert.equal((await on.syncTables(tables)).unchanged.size, 0, 'nothing was kept yet');
    await on.catalog.elements.finishSync(on.id, 'elements', tables);
    const { unchanged } = await on.syncTables(tables);
    assert.deepEqual(
      [...unchanged],
      [
        ['a', { columns: 2, relationships: 1 }],
        ['b', { columns: 0, relationships: 0 }],
      ],
    );
  });

  it('whose fingerprint was different in between are read again, as are those that were gone', async () => {
    const [a, b] = [aTable('a', { fingerprint: 'one' }), aTable('b', { fingerprint: 'one' })];
    await on.syncTables([a, b]);
    await on.catalog.elements.finishSync(on.id, 'elements', [a, b]);
    await on.syncTables([aTable('a', { fingerprint: 'two' })]);
    assert.equal((await on.syncTables([a, b])).unchanged.size, 0);
  });

  it('count as updated when their kind or comment changed', async () => {
    await on.syncTables([aTable('a'), aTable('b')]);
    const tables = [aTable('a', { kind: 'view' }), aTable('b', { description: 'new' })];
    assert.deepEqual((await on.syncTables(tables)).counts, counts({ updated: 2 }));
    assert.equal((await on.tableNamed('a')).kind, 'view');
    assert.equal((await on.tableNamed('b')).description, 'new');
  });

  it('whose name changed in case stay the same rows, with all that was written about them', async () => {
    await on.syncTables([aTable('Users', { fingerprint: 'one' }), aTable('other')]);
    await on.syncColumns([{ table: 'Users', columns: [aColumn('Name')] }]);
    const { id } = await on.tableNamed('Users');
    await on.catalog.comments.setDescription({ type: 'table', id }, { description: 'who they are', person: 'Ada' });
    const { counts: counted, unchanged } = await on.syncTables([
      aTable('other'),
      aTable('users', { fingerprint: 'two' }),
    ]);
    assert.deepEqual(counted, counts({ updated: 1, skipped: 1 }));
    assert.equal(unchanged.size, 0);
    const renamed = await on.tableNamed('users');
    assert.deepEqual([renamed.id, renamed.description, renamed.gone], [id, 'who they are', false]);
    assert.deepEqual(
      (await on.columnsOf('users')).map(({ name }) => name),
      ['Name'],
    );
    assert.equal((await on.catalog.elements.listTables(on.id)).length, 2);
  });

  it('whose names differ in case are different ones, as is one that was gone before', async () => {
    await on.syncTables([aTable('Users'), aTable('users')]);
    assert.deepEqual(
      (await on.syncTables([aTable('users'), aTable('USERS')])).counts,
      counts({ updated: 1, skipped: 1 }),
    );
    await on.syncTables([aTable('users')]);
    assert.deepEqual(
      (await on.syncTables([aTable('users'), aTable('Users')])).counts,
      counts({ created: 1, skipped: 1 }),
    );
    assert.deepEqual(
      (await on.syncTables([aTable('uSers'), aTable('usErs')])).counts,
      counts({ created: 2, gone: 2 }),
      'nobody knows which is which',
    );
  });

  it('of another database are not touched', async () => {
    const other = await on.catalog.sqlDbs.add(aSqlDb({ name: 'other' }));
    await on.catalog.elements.syncTables(other, 'elements', [aTable('a')]);
    assert.deepEqual((await on.syncTables([aTable('a')])).counts, counts({ created: 1 }));
    await on.syncTables([]);
    assert.equal((await on.catalog.elements.listTables(other))[0]?.gone, false);
  });

  it('keep what a person wrote', async () => {
    await on.syncTables([aTable('a', { description: 'from the source' })]);
    await on.bench.sql("UPDATE sql_table SET description = 'by a person', generated_comment = 'by a model'");
    const changed = [aTable('a', { description: 'from the source, changed' })];
    assert.deepEqual((await on.syncTables(changed)).counts, counts({ skipped: 1 }));
    assert.deepEqual(await on.bench.sql('SELECT description, source_description AS source FROM sql_table'), [
      { description: 'by a person', source: 'from the source, changed' },
    ]);
    await on.syncTables([]);
    await on.syncTables(changed);
    const { description, generatedComment } = await on.tableNamed('a');
    assert.deepEqual([description, generatedComment], ['by a person', 'by a model']);
  });

  it('are all written or none', async () => {
    await on.syncTables([aTable('a')]);
    await assert.rejects(on.syncTables([aTable('b'), aTable('c'), aTable('c')]));
    assert.deepEqual(
      (await on.catalog.elements.listTables(on.id)).map(({ name, gone }) => [name, gone]),
      [['a', false]],
    );
  });
});

import assert from 'node:assert/strict';
import { hasCode } from '../../../../src/base/errors';
import type { Catalog } from '../../../../src/catalog/catalog';
import { forEachEngine, Workbench } from '../engines';
import { aClaim, anEnd, aSqlDb } from '../support';

forEachEngine('the workspaces', (engine) => {
  let bench: Workbench;
  let catalog: Catalog;
  beforeEach(async () => {
    bench = new Workbench(engine);
    catalog = await bench.open();
  });
  afterEach(() => bench.dispose());

  it('start idle, and are listed in order of name', async () => {
    const second = await catalog.workspaces.add('b');
    const first = await catalog.workspaces.add('a');
    const tasks = {};
    assert.deepEqual(await catalog.workspaces.list(), [
      { id: first, name: 'a', tasks },
      { id: second, name: 'b', tasks },
    ]);
    assert.deepEqual(await catalog.workspaces.get(first), { id: first, name: 'a', tasks });
  });

  it('have one name each', async () => {
    const id = await catalog.workspaces.add('sales');
    await catalog.workspaces.add('stock');
    const taken = (error: Error): boolean => hasCode(error, 'ALREADY_EXISTS') && error.message.includes('"stock"');
    await assert.rejects(catalog.workspaces.add('stock'), taken);
    await assert.rejects(catalog.workspaces.rename(id, 'stock'), taken);
    await catalog.workspaces.rename(id, 'trade');
    assert.equal((await catalog.workspaces.get(id)).name, 'trade');
    await assert.rejects(catalog.workspaces.rename(99, 'x'), (error) => hasCode(error, 'NOT_FOUND'));
  });

  it('leave their databases behind when they are removed', async () => {
    const workspaceId = await catalog.workspaces.add('sales');
    const sqlDbId = await catalog.sqlDbs.add(aSqlDb({ workspaceId }));
    await catalog.workspaces.remove(workspaceId);
    assert.equal((await catalog.sqlDbs.get(sqlDbId)).workspaceId, undefined);
    await assert.rejects(catalog.workspaces.get(workspaceId), (error) => hasCode(error, 'NOT_FOUND'));
    await assert.rejects(catalog.workspaces.remove(workspaceId), (error) => hasCode(error, 'NOT_FOUND'));
  });

  it('are not removed while a task runs over them', async () => {
    const id = await catalog.workspaces.add('sales');
    const owner = { type: 'workspace', id } as const;
    await catalog.runs.claim(aClaim(id, 'one', { owner, kind: 'tableComments', prefix: 'table_comment' }));
    await assert.rejects(catalog.workspaces.remove(id), (error) => hasCode(error, 'ALREADY_RUNNING'));
    await catalog.runs.end('one', owner, 'table_comment', anEnd());
    await catalog.workspaces.remove(id);
  });
});

import assert from 'node:assert/strict';
import { taskKinds } from '../../../../src/tasks/kinds/kinds';
import { Branches } from '../../../../src/ui/tree/branches';
import { aSqlDb, aWorkspace, running } from './support';

describe('The nodes that are kept over refreshes', () => {
  const sales = aWorkspace();
  const library = aSqlDb({ workspaceId: sales.id });
  const shop = aSqlDb({ id: 8, name: 'Shop' });
  let branches: Branches;

  beforeEach(() => {
    branches = new Branches(taskKinds);
    branches.replace([sales], [library, shop]);
  });

  it('are the same after everything is read again, with what was read', () => {
    const before = branches.list();
    const roots = branches.replace([{ ...sales, name: 'Trade' }], [library, { ...shop, name: 'Store' }]);
    assert.deepEqual(branches.list(), before);
    for (const [index, branch] of branches.list().entries()) assert.equal(branch.root, before[index]?.root);
    assert.deepEqual(roots, [branches.workspace(sales.id)?.root, branches.sqlDb(shop.id)?.root]);
    assert.equal(branches.workspace(sales.id)?.root.workspace.name, 'Trade');
    assert.equal(branches.sqlDb(shop.id)?.root.sqlDb.name, 'Store');
  });

  it('are found by their owner', () => {
    assert.equal(branches.of({ type: 'workspace', id: sales.id }), branches.workspace(sales.id));
    assert.equal(branches.of({ type: 'sqlDb', id: shop.id }), branches.sqlDb(shop.id));
    assert.equal(branches.of({ type: 'sqlDb', id: 99 }), undefined);
    assert.deepEqual(branches.listSqlDbs(), [branches.sqlDb(library.id), branches.sqlDb(shop.id)]);
  });

  it('are new for a database that was moved: a parent never changes', () => {
    const before = branches.sqlDb(library.id);
    branches.replace([sales], [{ ...library, workspaceId: 99 }, shop]);
    assert.notEqual(branches.sqlDb(library.id), before);
    assert.equal(branches.sqlDb(library.id)?.root.parent, undefined);
  });

  it('are brought up to date where something changed, and only there', () => {
    assert.deepEqual(branches.update([structuredClone(sales)], [structuredClone(library), structuredClone(shop)]), []);
    const changed = { ...shop, tasks: { ...shop.tasks, dbElements: running } };
    assert.deepEqual(branches.update([sales], [library, changed]), [branches.sqlDb(shop.id)?.root]);
    assert.equal(branches.sqlDb(shop.id)?.root.sqlDb, changed);
    const renamed = { ...sales, name: 'Trade' };
    assert.deepEqual(branches.update([renamed], [library, changed]), [branches.workspace(sales.id)?.root]);
  });

  it('are read again where one came, went, moved, or changed its place', () => {
    const another = aSqlDb({ id: 9 });
    for (const [workspaces, sqlDbs] of [
      [[sales], [library, shop, another]],
      [[sales], [library]],
      [[], [library, shop]],
      [[sales], [shop, library]],
      [[sales], [{ ...library, workspaceId: 99 }, shop]],
    ] as const) {
      assert.equal(branches.update(workspaces, sqlDbs), undefined);
    }
  });
});

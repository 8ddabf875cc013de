import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { tableComments } from '../../../src/tasks/kinds/tableComments';
import { useOperations } from './support';

describe('The main job, without an editor', () => {
  const test = useOperations();

  it('adds a database, reads its elements, comments and accepts, moves the project database, and removes it', async () => {
    const { operations, ports } = test;
    const { comments, logs, projectPlaces, sqlDbs, tasks, workspaces } = operations;
    const file = await test.writeSource('shop.sqlite');

    const workspaceId = await workspaces.add('Shops');
    const sqlDbId = await sqlDbs.add({
      name: 'Shop',
      dbType: 'sqlite',
      dbName: file,
      password: 'hunter22',
      workspaceId,
    });
    const owner = { type: 'sqlDb', id: sqlDbId } as const;
    await sqlDbs.testConnection(sqlDbId);

    const [elements] = await tasks.run('dbElements', [owner]);
    assert.deepEqual([elements?.status, elements?.failed, elements?.sqlDbId], ['COMPLETED', 0, sqlDbId]);

    const [described] = await comments.generate(tableComments, { type: 'workspace', id: workspaceId });
    assert.deepEqual([described?.status, described?.processed], ['COMPLETED', 2]);
    assert.deepEqual(ports.consent.summaries, [], 'no model is used');
    assert.equal(await comments.accept(sqlDbId, { tables: ['book'] }), 1);
    const catalog = await operations.project.get();
    const [author, book] = await catalog.elements.listTables(sqlDbId);
    assert.equal(author?.description, '');
    assert.equal(book?.description, book?.generatedComment);

    await projectPlaces.move(test.file('moved.sqlite'));
    const moved = await operations.project.get();
    assert.notEqual(moved, catalog);
    assert.ok(existsSync(test.file('project.sqlite')));
    assert.deepEqual(
      (await moved.sqlDbs.list()).map(({ name }) => name),
      ['Shop'],
    );
    assert.deepEqual(await operations.passwords.get(sqlDbId), { password: 'hunter22' });
    assert.equal((await logs.lastRun(owner, 'dbElements')).taskId, elements?.taskId);

    await sqlDbs.remove(sqlDbId);
    assert.deepEqual(await operations.passwords.get(sqlDbId), {});
    assert.deepEqual(await moved.sqlDbs.list(), []);
    assert.deepEqual(ports.logger.records, []);
    assert.deepEqual(
      ports.activities.map(({ type }) => type),
      ['connecting', 'connecting', 'openingProjectDatabase', 'movingProjectDatabase'],
    );
  });
});

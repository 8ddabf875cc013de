import assert from 'node:assert/strict';
import { hasCode } from '../../../../src/base/errors';
import type { Catalog } from '../../../../src/catalog/catalog';
import { forEachEngine, Workbench } from '../engines';
import { aClaim, aColumn, anEnd, aRelationship, aSqlDb, aTable, noon, neverAborted } from '../support';

forEachEngine('the registered databases', (engine) => {
  let bench: Workbench;
  let catalog: Catalog;
  beforeEach(async () => {
    bench = new Workbench(engine);
    catalog = await bench.open();
  });
  afterEach(() => bench.dispose());

  it('are kept with all their fields, and no task has run', async () => {
    await bench.sql("INSERT INTO workspace (id, name) VALUES (7, 'sales')");
    const values = {
      name: 'crm',
      dbType: 'postgres',
      dbName: 'crm',
      dbHost: 'db.example',
      dbPort: 5432,
      schema: 'public',
      userName: 'reader',
      ssl: 'verify-full',
      sslCaFile: '/certificates/authority.pem',
      ssh: {
        host: 'gateway.example',
        port: 2222,
        userName: 'tunnel',
        authentication: 'key',
        keyFile: '/keys/id_ed25519',
        knownHostsFile: '/keys/known_hosts',
      },
      language: 'it',
      workspaceId: 7,
    };
    const id = await catalog.sqlDbs.add(values);
    assert.deepEqual(await catalog.sqlDbs.get(id), { id, ...values, tasks: {} });
  });

  it('leave out what was not given', async () => {
    const id = await catalog.sqlDbs.add(aSqlDb());
    const { tasks, ...rest } = await catalog.sqlDbs.get(id);
    assert.deepEqual(rest, { id, ...aSqlDb() });
    assert.deepEqual(tasks, {});
  });

  it('are listed in order of name', async () => {
    for (const name of ['b', 'a', 'c']) await catalog.sqlDbs.add(aSqlDb({ name }));
    assert.deepEqual(
      (await catalog.sqlDbs.list()).map(({ name }) => name),
      ['a', 'b', 'c'],
    );
  });

  it('keep any name as it is', async () => {
    const names = [`it's`, '"quoted"', '`ticked`', '$1 :a ?', 'line\nbreak', 'smile 😀', 'x'.repeat(10_000)];
    for (const name of names) await catalog.sqlDbs.add(aSqlDb({ name }));
    assert.deepEqual((await catalog.sqlDbs.list()).map(({ name }) => name).sort(), [...names].sort());
  });

  it('have one name each; another case is another name', async () => {
    await catalog.sqlDbs.add(aSqlDb({ name: 'shop' }));
    await catalog.sqlDbs.add(aSqlDb({ name: 'Shop' }));
    await assert.rejects(
      catalog.sqlDbs.add(aSqlDb({ name: 'shop' })),
      (error: Error) => hasCode(error, 'ALREADY_EXISTS') && error.message.includes('"shop"'),
    );
    assert.equal((await catalog.sqlDbs.list()).length, 2);
  });

  it('need a workspace that is there', async () => {
    await assert.rejects(catalog.sqlDbs.add(aSqlDb({ workspaceId: 99 })), (error) => hasCode(error, 'NOT_FOUND'));
    await assert.rejects(catalog.sqlDbs.get(99), (error) => hasCode(error, 'NOT_FOUND'));
  });

  it('are put into a workspace, and out of it', async () => {
    const id = await catalog.sqlDbs.add(aSqlDb());
    const workspaceId = await catalog.workspaces.add('sales');
    await catalog.sqlDbs.assign(id, workspaceId);
    assert.equal((await catalog.sqlDbs.get(id)).workspaceId, workspaceId);
    await catalog.sqlDbs.assign(id, null);
    assert.equal((await catalog.sqlDbs.get(id)).workspaceId, undefined);
    await assert.rejects(catalog.sqlDbs.assign(id, 99), (error) => hasCode(error, 'NOT_FOUND'));
    await assert.rejects(catalog.sqlDbs.assign(99, workspaceId), (error) => hasCode(error, 'NOT_FOUND'));
  });

  it("pass on the engine's other errors", async () => {
    await catalog.close();
    await assert.rejects(catalog.sqlDbs.add(aSqlDb()), (error) => !hasCode(error, 'ALREADY_EXISTS'));
  });

  it('are removed with everything that belongs to them, and their ids are not used again', async () => {
    const id = await catalog.sqlDbs.add(aSqlDb());
    await catalog.runs.claim(aClaim(id, 'run'));
    await catalog.elements.syncTables(id, 'run', [aTable('a')]);
    await catalog.elements.syncColumns(
      id,
      'run',
      [{ table: 'a', columns: [aColumn('x'), aColumn('y')] }],
      neverAborted,
    );
    await catalog.elements.syncRelationships(
      id,
      'run',
      [{ table: 'a', relationships: [aRelationship('y', 'a', 'x')] }],
      neverAborted,
    );
    await catalog.runs.appendLog('run', { firstLine: 0, lineCount: 1, text: 'line' });
    await catalog.runs.end('run', { type: 'sqlDb', id }, 'db_elements', anEnd());
    await catalog.sqlDbs.remove(id);
    for (const table of ['sql_table', 'sql_column', 'relationship', 'task_run', 'task_log']) {
      assert.deepEqual(await bench.sql(`SELECT * FROM ${table}`), [], table);
    }
    assert.notEqual(await catalog.sqlDbs.add(aSqlDb()), id);
  });

  it('are not removed while a task runs over them, nor when they are not there', async () => {
    const id = await catalog.sqlDbs.add(aSqlDb());
    await catalog.runs.claim(aClaim(id, 'run', { kind: 'tableComments', prefix: 'table_comment' }));
    await assert.rejects(catalog.sqlDbs.remove(id), (error) => hasCode(error, 'ALREADY_RUNNING'));
    const { tasks } = await catalog.sqlDbs.get(id);
    assert.deepEqual(tasks.tableComments, { status: 'RUNNING', taskId: 'run', startTime: noon, endTime: null });
    await assert.rejects(catalog.sqlDbs.remove(99), (error) => hasCode(error, 'NOT_FOUND'));
  });

  it('are kept when their workspace is removed', async () => {
    await bench.sql("INSERT INTO workspace (id, name) VALUES (7, 'sales')");
    const id = await catalog.sqlDbs.add(aSqlDb({ workspaceId: 7 }));
    await bench.sql('DELETE FROM workspace');
    assert.equal((await catalog.sqlDbs.get(id)).workspaceId, undefined);
  });
});

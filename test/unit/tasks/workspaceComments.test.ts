import assert from 'node:assert/strict';
import { ScriptedGenerator } from '../support/generator';
import { ThothError } from '../../../src/base/errors';
import { openTestSource, useProject } from '../support/project';
import { countsOf, options, shop } from './support';

describe('the comment tasks over a workspace', () => {
  const project = useProject(shop);
  beforeEach(async () => {
    await (
      await project.runner.start('dbElements', project.owner)
    ).result;
  });

  let workspaceId: number;
  const owner = () => ({ type: 'workspace', id: workspaceId }) as const;
  beforeEach(async () => {
    workspaceId = await project.catalog.workspaces.add('sales');
    await project.catalog.sqlDbs.assign(project.sqlDbId, workspaceId);
    const second = await project.catalog.sqlDbs.add({
      name: 'archive',
      dbType: 'sqlite',
      dbName: project.sourceFile,
      workspaceId,
    });
    await (
      await project.runner.start('dbElements', { type: 'sqlDb', id: second })
    ).result;
  });

  it('run over each of its databases, with a log and a status of its own', async () => {
    const generator = new ScriptedGenerator();
    const started = await project.runner.start('tableComments', owner(), { comments: options(generator) });
    const result = await started.result;
    assert.deepEqual(countsOf(result), { status: 'COMPLETED', processed: 8, failed: 0, total: 8 });
    assert.equal(result.workspaceId, workspaceId);
    assert.deepEqual(
      started.parts.map(({ processed }) => processed),
      [4, 4],
    );
    const log = started.handler.getLogs();
    assert.match(log, /Database 1\/2: archive\n.*Step 1: Choosing tables/);
    assert.match(log, /Database 2\/2: shop/);
    const { tasks } = await project.catalog.workspaces.get(workspaceId);
    assert.deepEqual([tasks.tableComments?.status, tasks.columnComments], ['COMPLETED', undefined]);
    const chunks = await project.catalog.runs.readLog(result.taskId, 0, 1_000_000);
    assert.equal(chunks.map(({ text }) => text).join('\n'), log);
    assert.equal((await project.catalog.sqlDbs.get(project.sqlDbId)).tasks.tableComments?.status, 'COMPLETED');
  });

  it('continue after a database that cannot be reached, and count it', async () => {
    const [archive] = await project.catalog.sqlDbs.list();
    assert.equal(archive?.name, 'archive');
    const { runner } = await project.openWindow(undefined, {
      openSource: (sqlDb, ...rest) =>
        sqlDb.name === 'archive'
          ? Promise.reject(new ThothError('SOURCE_NOT_FOUND', 'There is no file.'))
          : openTestSource(sqlDb, ...rest),
    });
    const started = await runner.start('tableComments', owner(), { comments: options(new ScriptedGenerator()) });
    assert.deepEqual(countsOf(await started.result), { status: 'COMPLETED', processed: 4, failed: 4, total: 8 });
  });

  it('end at once if the model fails for all of them', async () => {
    const generator = new ScriptedGenerator(() => {
      throw new ThothError('COMMENTS_KEY_REFUSED', 'The server refused the key.');
    });
    const started = await project.runner.start('tableComments', owner(), { comments: options(generator) });
    const result = await started.result;
    assert.deepEqual([result.status, result.error], ['FAILED', 'The server refused the key.']);
    assert.equal(started.parts.length, 1);
  });

  it('skip a database over which the task is already running, and log it', async () => {
    const held = new ScriptedGenerator(
      (_request, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    const first = await project.runner.start('tableComments', project.owner, { comments: options(held) });
    const started = await project.runner.start('tableComments', owner(), {
      comments: options(new ScriptedGenerator()),
    });
    assert.deepEqual(countsOf(await started.result), { status: 'COMPLETED', processed: 4, failed: 1, total: 5 });
    assert.match(started.handler.getLogs(), /Error processing database shop: .*is running already/);
    first.cancel();
    await first.result;
  });

  it('are cancelled with the run that is going on', async () => {
    const generator = new ScriptedGenerator(
      (_request, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    const started = await project.runner.start('tableComments', owner(), { comments: options(generator) });
    while (generator.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    started.cancel();
    assert.equal((await started.result).status, 'CANCELLED');
    assert.deepEqual(
      started.parts.map(({ status }) => status),
      ['CANCELLED'],
    );
  });

  it('say so if there are no databases', async () => {
    const empty = await project.catalog.workspaces.add('empty');
    const started = await project.runner.start(
      'columnComments',
      { type: 'workspace', id: empty },
      { comments: options(new ScriptedGenerator()) },
    );
    assert.equal((await started.result).status, 'COMPLETED');
    assert.match(started.handler.getLogs(), /has no databases/);
  });
});

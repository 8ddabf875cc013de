import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { heldTask, type HeldTask } from '../support/tasks';
import { useOperations } from './support';

describe('Tasks and their logs', () => {
  const test = useOperations();

  it('runs over several databases, and gives the results in their order', async () => {
    const { tasks } = test.operations;
    const ids = [await test.addShop('one'), await test.addShop('two')];
    const results = await tasks.run(
      'dbElements',
      ids.reverse().map((id) => ({ type: 'sqlDb', id })),
    );
    assert.deepEqual(
      results.map(({ sqlDbId, status }) => [sqlDbId, status]),
      ids.map((id) => [id, 'COMPLETED']),
    );
  });

  it('starts nothing if one of the databases is missing', async () => {
    const id = await test.addShop();
    const owners = [id, id + 1].map((one) => ({ type: 'sqlDb', id: one }) as const);
    const { runs } = await test.operations.project.get();
    const before = await runs.listLast({ type: 'sqlDb', id }, 'dbElements', 10);
    await assert.rejects(test.operations.tasks.run('dbElements', owners), { code: 'NOT_FOUND' });
    assert.deepEqual(await runs.listLast({ type: 'sqlDb', id }, 'dbElements', 10), before);
  });

  it('reads a saved log, and writes it into a file', async () => {
    const { logs } = test.operations;
    const owner = { type: 'sqlDb', id: await test.addShop() } as const;
    const { taskId, startTime } = await logs.lastRun(owner, 'dbElements');
    const { owner: name, definition, startTime: titleTime } = await logs.title(taskId);
    assert.deepEqual([name, definition.kind, titleTime], ['shop', 'dbElements', startTime]);
    const file = test.file('shop.log');
    await logs.save(taskId, file);
    let log = '';
    for await (const piece of await logs.read(taskId)) log += `${piece}\n`;
    assert.equal(await readFile(file, 'utf8'), log);
    assert.match(log, /Step 1: Creating tables/);
  });

  it('says which run is missing', async () => {
    const { logs, sqlDbs } = test.operations;
    const id = await sqlDbs.addFile(await test.writeSource('shop.sqlite'));
    await assert.rejects(logs.lastRun({ type: 'sqlDb', id }, 'dbElements'), /There is no task run yet/);
    await assert.rejects(logs.lastRun({ type: 'sqlDb', id: id + 1 }, 'dbElements'), { code: 'NOT_FOUND' });
    await assert.rejects(logs.lastRun({ type: 'sqlDb', id }, 'nothing'), { code: 'INVALID_ARGUMENT' });
    await assert.rejects(logs.read('nobody'), { code: 'NOT_FOUND' });
    await assert.rejects(logs.title('nobody'), { code: 'NOT_FOUND' });
  });

  it('removes old runs as the settings say, and logs how many', async () => {
    const { operations, ports } = test;
    const owner = { type: 'sqlDb', id: await test.addShop() } as const;
    await operations.tasks.run('dbElements', [owner]);
    await operations.logs.prune();
    assert.deepEqual(ports.logger.records, [], 'all are kept by default');
    ports.settings.limits = { maxRunsPerTask: 1 };
    await operations.logs.prune();
    assert.match(ports.logger.records.join(), /^INFO Old task runs removed: 1, with \d+ characters of logs\.$/);
    assert.equal((await (await operations.project.get()).runs.listLast(owner, 'dbElements', 10)).length, 1);
  });

  it('logs why old runs could not be removed', async () => {
    const { operations, ports } = test;
    await (await operations.project.get()).close();
    ports.settings.limits = { maxRunsPerTask: 1 };
    await operations.logs.prune();
    assert.match(ports.logger.records.join(), /^WARNING Old task runs could not be removed: /);
  });
});

describe('A task that runs', () => {
  let held: HeldTask;
  const test = useOperations(() => {
    held = heldTask();
    return { taskKinds: [held.definition] };
  });

  const start = async () => {
    const { sqlDbs, tasks } = test.operations;
    const owner = { type: 'sqlDb', id: await sqlDbs.addFile(await test.writeSource('shop.sqlite')) } as const;
    const results = tasks.run('dbElements', [owner]);
    return { owner, results, taskId: (await held.context).taskId };
  };

  it('is cancelled by its id', async () => {
    const { results, taskId } = await start();
    assert.equal(await test.operations.tasks.cancel(taskId), true);
    assert.equal((await results)[0]?.status, 'CANCELLED');
    assert.equal(await test.operations.tasks.cancel(taskId), false);
  });

  it('is ended by a force reset, and its log says so', async () => {
    const { owner, results, taskId } = await start();
    assert.equal(await test.operations.tasks.reset(owner, 'dbElements', 'it hangs'), 'RUNNING');
    const [result] = await results;
    assert.equal(result?.status, 'FAILED');
    const { runs, sqlDbs } = await test.operations.project.get();
    const log = (await runs.readLog(taskId, 0, 1_000_000)).map(({ text }) => text).join('\n');
    assert.match(log, /Force reset: it hangs \(was: RUNNING\)/);
    assert.equal((await sqlDbs.get(owner.id)).tasks.dbElements?.status, 'IDLE');
    await assert.rejects(test.operations.tasks.reset(owner, 'nothing'), { code: 'INVALID_ARGUMENT' });
  });

  it('has its log read from memory', async () => {
    const { results, taskId } = await start();
    (await held.context).logger.info('half way');
    const { logs } = test.operations;
    assert.equal((await logs.title(taskId)).owner, 'shop');
    await logs.save(taskId, test.file('shop.log'));
    assert.match(await readFile(test.file('shop.log'), 'utf8'), /half way\n$/);
    held.end();
    assert.equal((await results)[0]?.status, 'COMPLETED');
  });

  it('keeps the project database from moving, and from being switched until it has ended', async () => {
    const { operations, ports } = test;
    const { results } = await start();
    await assert.rejects(operations.projectPlaces.move(test.file('other.sqlite')), { code: 'ALREADY_RUNNING' });
    const catalog = await operations.project.get();
    const switched = new Promise<void>((resolve) => operations.project.onDidChange(resolve));
    await ports.settings.setProjectDatabase(test.file('other.sqlite'));
    assert.equal(await operations.project.get(), catalog);
    const [stopRuns] = ports.waits;
    assert.ok(stopRuns, 'the person knows');
    await stopRuns();
    assert.equal((await results)[0]?.status, 'CANCELLED');
    await switched;
    assert.notEqual(await operations.project.get(), catalog);
  });
});

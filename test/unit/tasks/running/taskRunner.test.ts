import assert from 'node:assert/strict';
import sinon from 'sinon';
import { hasCode, isCancelled } from '../../../../src/base/errors';
import { AlreadyRunningError } from '../../../../src/tasks/running/alreadyRunning';
import type { TaskContext } from '../../../../src/tasks/task';
import type { TaskRun } from '../../../../src/tasks/running/taskRun';
import { goneProcess, useProject } from '../../support/project';
import { heldTask, type HeldTask } from '../../support/tasks';
import { until } from '../../support/until';

describe('TaskRunner', () => {
  const project = useProject('CREATE TABLE t (a);');

  const start = async (): Promise<{ run: TaskRun; task: HeldTask; context: TaskContext }> => {
    const task = heldTask();
    const run = await project.runnerFor([task.definition]).start('dbElements', project.owner);
    return { run, task, context: await task.context };
  };
  const status = async (): Promise<string | undefined> =>
    (await project.catalog.sqlDbs.get(project.sqlDbId)).tasks.dbElements?.status;

  it('sets the status RUNNING before the work begins', async () => {
    const { run, task } = await start();
    assert.equal(await status(), 'RUNNING');
    assert.equal(run.status, 'RUNNING');
    task.end();
    assert.equal((await run.result).status, 'COMPLETED');
    assert.equal(await status(), 'COMPLETED');
  });

  it('runs one task at a time on a SqlDb, also from another window, and reports who runs it', async () => {
    const { run, task } = await start();
    const other = await project.openWindow();
    for (const runner of [project.runner, other.runner]) {
      await assert.rejects(runner.start('dbElements', project.owner), (error) => {
        assert.ok(error instanceof AlreadyRunningError);
        assert.deepEqual([error.code, error.taskId], ['ALREADY_RUNNING', run.taskId]);
        assert.match(
          error.message,
          /^"Database elements" of "shop" is running already: process 101 on test-machine started it .* ago\. /,
        );
        return true;
      });
    }
    task.end();
    await run.result;
    assert.equal((await (await other.runner.start('dbElements', project.owner)).result).status, 'COMPLETED');
  });

  it('refuses a task kind or database that does not exist', async () => {
    await assert.rejects(project.runner.start('nothing', project.owner), (error) => hasCode(error, 'INVALID_ARGUMENT'));
    await assert.rejects(project.runner.start('dbElements', { type: 'sqlDb', id: 999 }), (error) =>
      hasCode(error, 'NOT_FOUND'),
    );
  });

  it('saves each record within a second while the task runs', async () => {
    const { run, task, context } = await start();
    context.logger.info('half way');
    project.clock.advance(1_000);
    await until(async () => (await project.catalog.runs.countLogLines(run.taskId)) === 1);
    task.end();
    await run.result;
  });

  it('ends as FAILED with the message of what was thrown, without secrets or control characters', async () => {
    const { run, task } = await start();
    task.end(new Error('cannot log in with s3cret\u001b[31m\u202e'));
    const result = await run.result;
    assert.deepEqual([result.status, result.error], ['FAILED', String.raw`cannot log in with •••\u001b[31m\u202e`]);
    const row = await project.catalog.runs.get(run.taskId);
    assert.equal(row.error, result.error);
    assert.doesNotMatch(run.handler.getLogs(), /s3cret/);
  });

  it('keeps the lease of a task however long it runs', async () => {
    const heartbeat = sinon.spy(project.catalog.runs, 'heartbeat');
    const { run, task } = await start();
    for (let beat = 1; beat <= 24; beat++) {
      project.clock.advance(5_000);
      assert.equal(heartbeat.callCount, beat);
      await heartbeat.lastCall.returnValue;
      assert.equal((await project.catalog.runs.get(run.taskId)).heartbeat, project.clock.now());
      assert.equal((await project.runner.endDeadRuns(project.catalog)).length, 1);
    }
    task.end();
    assert.equal((await run.result).status, 'COMPLETED');
  });

  it('is cancelled from its own window', async () => {
    const { run } = await start();
    assert.equal(run.stopping, false);
    run.cancel();
    assert.equal(run.stopping, true);
    assert.equal((await run.result).status, 'CANCELLED');
    assert.equal(run.stopping, false);
    assert.equal(await status(), 'CANCELLED');
  });

  it('is cancelled from another window', async () => {
    const { run } = await start();
    const other = await project.openWindow();
    assert.equal(await other.runner.cancel(run.taskId), true);
    project.clock.advance(5_000);
    assert.equal((await run.result).status, 'CANCELLED');
    assert.equal(await other.runner.cancel(run.taskId), false);
  });

  it('stops when its lease was taken away, and leaves the status alone', async () => {
    const { run } = await start();
    const other = await project.openWindow();
    await other.catalog.runs.reset(
      { type: 'sqlDb', id: project.sqlDbId },
      { kind: 'dbElements', prefix: 'db_elements' },
      project.clock.now(),
      (was) => `Force reset: stuck (was: ${was})`,
    );
    project.clock.advance(5_000);
    const result = await run.result;
    assert.equal(result.status, 'FAILED');
    assert.equal(await status(), 'IDLE');
    const row = await project.catalog.runs.get(run.taskId);
    assert.equal(row.error, 'Force reset: stuck (was: RUNNING)');
    const chunks = await project.catalog.runs.readLog(run.taskId, 0, 1_000);
    assert.match(chunks.at(-1)?.text ?? '', /Force reset: stuck \(was: RUNNING\)$/);
  });

  it('stays as it ended: a late cancel or heartbeat changes nothing', async () => {
    const { run, task } = await start();
    task.end();
    await run.result;
    run.cancel();
    project.clock.advance(60_000);
    assert.equal(run.status, 'COMPLETED');
    assert.equal(await project.catalog.runs.heartbeat(run.taskId, project.clock.now()), 'lost');
    assert.equal(await status(), 'COMPLETED');
    assert.equal(project.clock.pending, 0);
  });

  it('ends, and says so, when its end cannot be saved', async () => {
    const { run, task } = await start();
    await project.catalog.close();
    task.end();
    let ended = false;
    void run.result.then(() => (ended = true));
    await until(() => {
      project.clock.advance(1_000);
      return ended;
    });
    const result = await run.result;
    assert.equal(result.status, 'FAILED');
    assert.match(result.error ?? '', /could not be saved/);
    assert.equal(project.fallback.records.filter((record) => record.includes('The end of the task')).length, 6);
    assert.equal(project.clock.pending, 1, 'saving it is tried again later');
  });

  it('saves its last records with its end, when they could not be saved before', async () => {
    const { run, task, context } = await start();
    const append = sinon.stub(project.catalog.runs, 'appendLog').rejects(new Error('database is locked'));
    context.logger.error('the last words');
    task.end();
    await run.result;
    append.restore();
    const text = (await project.catalog.runs.readLog(run.taskId, 0, 10_000)).map((chunk) => chunk.text).join('\n');
    assert.equal(text, run.handler.getLogs());
    assert.match(text, /the last words/);
  });

  it('ends although a sink of its log throws, which is reported once', async () => {
    const { run, task, context } = await start();
    run.handler.addSink({
      write: () => {
        throw new Error('the channel is closed');
      },
    });
    context.logger.info('one');
    task.end();
    assert.equal((await run.result).status, 'COMPLETED');
    assert.equal(project.fallback.records.filter((record) => record.includes('the channel is closed')).length, 1);
  });

  it('is FAILED, not CANCELLED, when another of its signals was aborted', async () => {
    const { run, task } = await start();
    task.end(new DOMException('The operation was aborted due to timeout', 'AbortError'));
    const result = await run.result;
    assert.deepEqual([result.status, result.error], ['FAILED', 'The operation was aborted due to timeout']);
  });

  it('is alive in its own process, however long the machine slept', async () => {
    const task = heldTask();
    const runner = project.runnerFor([task.definition]);
    const run = await runner.start('dbElements', project.owner);
    project.clock.sleep(3_600_000);
    assert.equal((await runner.endDeadRuns(project.catalog)).length, 1);
    task.end();
    assert.equal((await run.result).status, 'COMPLETED');
  });

  it('stops at its next record when its lease was taken away', async () => {
    const { run, context } = await start();
    const owner = { type: 'sqlDb', id: project.sqlDbId } as const;
    await project.catalog.runs.reset(
      owner,
      { kind: 'dbElements', prefix: 'db_elements' },
      project.clock.now(),
      () => 'Force reset',
    );
    context.logger.error('written too late');
    const result = await run.result;
    assert.equal(result.status, 'FAILED');
    assert.equal(await status(), 'IDLE');
    assert.deepEqual(project.fallback.records, []);
  });

  it('reports its start, its changes and its end to the registry', async () => {
    const task = heldTask();
    const runner = project.runnerFor([task.definition]);
    const heard: string[] = [];
    runner.registry.onDidStart(({ handler }) => heard.push(`start ${handler.getLogs().length}`));
    runner.registry.onDidChange(({ progress }) => heard.push(`change ${progress.fraction}`));
    runner.registry.onDidEnd((run) => heard.push(`end ${run.status}`));
    const run = await runner.start('dbElements', project.owner);
    assert.equal(runner.registry.get(run.taskId), run);
    assert.equal(runner.registry.find(project.owner, 'dbElements'), run);
    (await task.context).report({ fraction: 0.5 });
    task.end();
    await run.result;
    await until(() => heard.at(-1) === 'end COMPLETED');
    assert.deepEqual(heard, ['start 0', 'change 0.5', 'change 0.5', 'end COMPLETED']);
    assert.deepEqual(runner.registry.list(), []);
  });

  it('stops all its runs when the window closes', async () => {
    const task = heldTask();
    const runner = project.runnerFor([task.definition]);
    const run = await runner.start('dbElements', project.owner);
    await task.context;
    await runner.stopAll();
    assert.equal((await run.result).status, 'CANCELLED');
  });
});

describe('a run whose process died', () => {
  const project = useProject('CREATE TABLE t (a);');
  const taskId = '00000000-0000-4000-8000-000000000001';

  beforeEach(async () => {
    await project.catalog.runs.claim({
      taskId,
      owner: { type: 'sqlDb', id: project.sqlDbId },
      kind: 'dbElements',
      prefix: 'db_elements',
      now: project.clock.now(),
      host: 'test-machine',
      processId: goneProcess,
    });
    await project.catalog.runs.appendLog(taskId, { firstLine: 0, lineCount: 1, text: '[then] half way' });
  });

  it('is left alone for 30 seconds', async () => {
    project.clock.advance(30_000);
    const alive = await project.runner.endDeadRuns(project.catalog);
    assert.deepEqual(
      alive.map((run) => run.taskId),
      [taskId],
    );
    await assert.rejects(project.runner.start('dbElements', project.owner), (error) =>
      hasCode(error, 'ALREADY_RUNNING'),
    );
  });

  it('is FAILED after that, with the reason in its log, once', async () => {
    project.clock.advance(30_001);
    const other = await project.openWindow();
    await Promise.all([project.runner.endDeadRuns(project.catalog), other.runner.endDeadRuns(other.catalog)]);
    const row = await project.catalog.runs.get(taskId);
    assert.equal(row.status, 'FAILED');
    assert.match(row.error ?? '', /7 on test-machine.*30s ago/);
    const text = (await project.catalog.runs.readLog(taskId, 0, 10_000)).map((chunk) => chunk.text).join('\n');
    assert.match(text, /^\[then\] half way\n\[2026-01-31 09:05:37\] Error: The process that ran this task .*again\.$/);
  });

  it('allows a new run', async () => {
    project.clock.advance(30_001);
    const run = await project.runner.start('dbElements', project.owner);
    assert.equal((await run.result).status, 'COMPLETED');
    assert.ok(!isCancelled(run.signal.reason));
  });
});

import assert from 'node:assert/strict';
import { SqliteConnection } from '../../../../src/base/sqlite';
import type { TaskRunRow } from '../../../../src/model/runs';
import { DeadRuns, processExists } from '../../../../src/tasks/running/deadRuns';
import { MemoryLogHandler } from '../../../../src/logging/memoryLogHandler';
import { taskKind } from '../../../../src/tasks/kinds/kinds';
import { TaskRegistry } from '../../../../src/tasks/running/taskRegistry';
import { TaskRun, type SaveEnd } from '../../../../src/tasks/running/taskRun';
import { anEnd } from '../../catalog/support';
import { failedOutcome } from '../../support/outcomes';
import { useProject } from '../../support/project';
import { until } from '../../support/until';

describe('dead runs', () => {
  const project = useProject('CREATE TABLE t (a);');
  let taskId: string;
  const gone = new Set<number>();
  let registry: TaskRegistry;
  let deadRuns: DeadRuns;

  beforeEach(() => {
    gone.clear();
    taskId = 'the run';
    deadRuns = lookFrom('test-machine');
  });

  function lookFrom(host: string): DeadRuns {
    const processId = 99;
    const exists = (id: number): boolean => !gone.has(id);
    registry = new TaskRegistry(project.fallback);
    return new DeadRuns({ clock: project.clock, host: { host, processId }, processExists: exists }, registry);
  }

  /** What another process does when it starts a task. */
  async function claim(values: Partial<TaskRunRow> = {}): Promise<void> {
    const { host = 'test-machine', processId = 7, kind = 'dbElements', heartbeat = project.clock.now() } = values;
    const owner = project.owner;
    const claimed = { taskId, owner, kind, prefix: 'db_elements', now: heartbeat, host, processId } as const;
    assert.deepEqual(await project.catalog.runs.claim(claimed), { claimed: true });
  }

  /** Does something to the project database from outside. */
  async function onProjectDatabase(script: string): Promise<void> {
    const database = await SqliteConnection.open(project.file, 'create');
    await database.execute(script);
    await database.close();
  }

  /** What a window of an older version reads: the status field of the database. */
  async function mirroredStatus(): Promise<object[]> {
    const database = await SqliteConnection.open(project.file, 'readOnly');
    const rows = await database.all('SELECT db_elements_status AS status FROM sql_db');
    await database.close();
    return rows;
  }

  const beat = () => project.catalog.runs.heartbeat(taskId, project.clock.now());
  const look = () => deadRuns.end(project.catalog.runs);
  const run = () => project.catalog.runs.get(taskId);
  /** Lets the reads that a timer has started finish: they come before ours on the same connection. */
  const settle = async (): Promise<void> => {
    await run();
    await run();
  };
  /** Checks as a visible tree does, for this many seconds. */
  const watch = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 5) {
      project.clock.advance(5_000);
      await look();
    }
  };

  it('of this machine are ended at once, where the process is gone and the heartbeat old', async () => {
    await claim({ heartbeat: project.clock.now() - 30_001 });
    gone.add(7);
    assert.deepEqual(await look(), []);
    assert.equal((await run()).status, 'FAILED');
    assert.equal(project.clock.pending, 0);
  });

  it('exclude those that wake up together with this process: an old heartbeat gets time to be renewed', async () => {
    await claim();
    project.clock.sleep(3_600_000);
    assert.equal((await look()).length, 1);
    project.clock.advance(5_000);
    await beat();
    await watch(25);
    assert.equal((await run()).status, 'RUNNING');
  });

  it('are ended although their process seems to exist, once their heartbeat has not changed for 30 seconds', async () => {
    await claim();
    project.clock.sleep(3_600_000);
    await look();
    await watch(25);
    assert.equal((await run()).status, 'RUNNING');
    await watch(5);
    const { status, error } = await run();
    assert.equal(status, 'FAILED');
    assert.match(error ?? '', /7 on test-machine.*60m 30s ago/);
  });

  it('are ended although their heartbeat is in the future', async () => {
    await claim({ heartbeat: project.clock.now() + 86_400_000, host: 'other-machine' });
    await look();
    await watch(30);
    const { status, error } = await run();
    assert.equal(status, 'FAILED');
    assert.match(error ?? '', /30s ago/);
  });

  it('exclude those with a changing heartbeat, whatever the clocks show', async () => {
    deadRuns = lookFrom('other-machine');
    await claim();
    await look();
    project.clock.set(86_400_000);
    for (let step = 0; step < 20; step++) {
      project.clock.advance(5_000);
      await project.catalog.runs.heartbeat(taskId, project.clock.now() - 3_600_000 - step);
      assert.equal((await look()).length, 1);
    }
  });

  it('are found without counting the time that this machine slept', async () => {
    for (const [index, counts] of [false, true].entries()) {
      taskId = `sleep ${index}`;
      await claim();
      await look();
      await watch(10);
      project.clock.sleep(3_600_000, counts);
      await look();
      assert.equal((await run()).status, 'RUNNING');
      await watch(5);
      assert.equal((await run()).status, 'RUNNING');
      await watch(15);
      assert.equal((await run()).status, 'FAILED');
    }
  });

  it('are found without counting the time in which no process could write a heartbeat', async () => {
    await claim();
    await look();
    await watch(10);
    await onProjectDatabase(
      "CREATE TRIGGER locked BEFORE UPDATE ON task_run BEGIN SELECT RAISE(ABORT, 'not now'); END",
    );
    await watch(60);
    await onProjectDatabase('DROP TRIGGER locked');
    await watch(15);
    assert.equal((await run()).status, 'RUNNING', 'it is given time to write again');
    await watch(15);
    assert.equal((await run()).status, 'FAILED');
  });

  it('of another machine are given the time to renew an old heartbeat', async () => {
    await claim({ heartbeat: project.clock.now() - 60_000, host: 'other-machine' });
    await look();
    project.clock.advance(5_000);
    await beat();
    await watch(25);
    assert.equal((await run()).status, 'RUNNING');
  });

  it('are ended 30 seconds after a single look, and nothing is watched any more then', async () => {
    await claim();
    await look();
    for (let second = 0; second < 30; second++) {
      assert.equal((await run()).status, 'RUNNING');
      project.clock.advance(1_000);
      await settle();
    }
    await until(async () => (await run()).status === 'FAILED');
    await until(() => project.clock.pending === 0);
  });

  it('are not watched for longer than it takes to be sure, while a run goes on elsewhere', async () => {
    await claim();
    await look();
    for (let second = 0; second < 60 && project.clock.pending > 0; second++) {
      project.clock.advance(1_000);
      if (second % 5 === 0) await beat();
      await settle();
    }
    assert.equal(project.clock.pending, 0);
    assert.equal((await run()).status, 'RUNNING');
  });

  it('are ended whatever kind of task they are, so that their database is free again', async () => {
    await claim({ kind: 'somethingNewer', heartbeat: project.clock.now() - 60_000 });
    gone.add(7);
    assert.deepEqual(await look(), []);
    assert.equal((await run()).status, 'FAILED');
    const { tasks } = await project.catalog.sqlDbs.get(project.sqlDbId);
    assert.equal(tasks.somethingNewer?.status, 'FAILED');
    assert.deepEqual(await mirroredStatus(), [{ status: 'FAILED' }]);
    await project.catalog.sqlDbs.remove(project.sqlDbId);
  });

  it('are looked for again in the next project database', async () => {
    await claim();
    await look();
    const other = await project.openWindow();
    await watch(20);
    assert.equal((await deadRuns.end(other.catalog.runs)).length, 1);
    project.clock.advance(10_000);
    assert.equal((await deadRuns.end(other.catalog.runs)).length, 1, 'what was seen in another one does not count');
  });

  it('stop being watched when the project database is closed', async () => {
    await claim();
    const other = await project.openWindow();
    await deadRuns.end(other.catalog.runs);
    await other.catalog.close();
    project.clock.advance(5_000);
    await until(() => project.clock.pending === 0);
  });

  it('exclude those of this process that could not be saved: saving is retried every five seconds until it succeeds', async () => {
    await claim({ processId: 99 });
    const attempts: number[] = [];
    const outcomes = [new Error('full'), new Error('full'), true];
    const handler = new MemoryLogHandler(project.clock, (error) => assert.fail(String(error)));
    const subject = { ...project.owner, name: 'shop' };
    const ended = new TaskRun(taskId, taskKind('dbElements'), subject, project.clock.now(), handler, project.fallback);
    registry.add(ended);
    const save: SaveEnd = async (runs) => {
      attempts.push(project.clock.now());
      const outcome = outcomes.shift();
      if (outcome !== true) throw outcome;
      return runs.end(taskId, project.owner, 'db_elements', anEnd(), {});
    };
    ended.settle({ phase: 'unsaved', outcome: failedOutcome(taskId), error: new Error('full'), save });
    await ended.settled;
    const begun = project.clock.now();
    deadRuns.keepSaving(project.catalog.runs);
    for (const seconds of [5, 10, 15]) {
      assert.equal((await run()).status, 'RUNNING', `after ${seconds - 5} seconds`);
      project.clock.advance(5_000);
      await settle();
    }
    await until(() => project.clock.pending === 0);
    assert.deepEqual(
      attempts,
      [5_000, 10_000, 15_000].map((later) => begun + later),
    );
    assert.equal((await run()).status, 'COMPLETED');
  });
});

describe('processExists', () => {
  it('says whether a process exists', () => {
    assert.equal(processExists(process.pid), true);
    assert.equal(processExists(process.ppid), true);
    assert.equal(processExists(2 ** 30), false);
  });
});

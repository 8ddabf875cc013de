import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasCode } from '../../src/base/errors';
import type { Catalog } from '../../src/catalog/catalog';
import type { FinalStatus, TaskOwner, TaskStatus } from '../../src/model/runs';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import { taskKinds } from '../../src/tasks/kinds/kinds';
import { useSuiteFolder } from './support/folder';
import { faultSeed } from './support/random';
import { savedLines } from './support/savedLog';

const start = Date.UTC(2026, 2, 1, 12);

/** A run in the model. */
interface ModelRun {
  readonly taskId: string;
  readonly task: ModelTask;
  status: TaskStatus;
  heartbeat: number;
  cancelRequested: boolean;
  error: string | null;
  lines: string[];
  /** The first line of each chunk that was kept. */
  chunks: Set<number>;
}

/** A task of an owner in the model. */
interface ModelTask {
  readonly owner: TaskOwner;
  readonly kind: string;
  readonly prefix: string;
  status: TaskStatus;
  taskId: string | null;
}

interface Model {
  now: number;
  readonly tasks: readonly ModelTask[];
  readonly runs: ModelRun[];
}

/** The processes: each has a connection of its own to the one project database. */
type Processes = readonly Catalog[];

/** An action of one of the processes. `process`, `task` and `run` are indexes, modulo the number there is. */
abstract class Step implements fc.AsyncCommand<Model, Processes> {
  constructor(
    protected readonly process: number,
    protected readonly chosen: number,
  ) {}

  abstract check(model: Readonly<Model>): boolean;
  abstract act(model: Model, catalog: Catalog): Promise<void>;

  async run(model: Model, processes: Processes): Promise<void> {
    model.now += 1_000;
    const catalog = processes[this.process % processes.length] as Catalog;
    await this.act(model, catalog);
    // another process sees the same
    await compare(model, processes[(this.process + 1) % processes.length] as Catalog);
  }

  toString(): string {
    return `${this.constructor.name}(process ${this.process}, ${this.chosen})`;
  }
}

/** An action on a task, running or not. */
abstract class TaskStep extends Step {
  check = (): boolean => true;

  act(model: Model, catalog: Catalog): Promise<void> {
    const task = model.tasks[this.chosen % model.tasks.length] as ModelTask;
    return this.actOn(model, catalog, task);
  }

  protected abstract actOn(model: Model, catalog: Catalog, task: ModelTask): Promise<void>;
}

/** An action for a run that the process believes to be running; it may have ended long ago. */
abstract class RunStep extends Step {
  check = ({ runs }: Readonly<Model>): boolean => runs.length > 0;

  act(model: Model, catalog: Catalog): Promise<void> {
    // one of the last few runs; most of them have ended
    const run = model.runs.at(-1 - (this.chosen % Math.min(4, model.runs.length))) as ModelRun;
    return this.actOn(model, catalog, run, run.status === 'RUNNING');
  }

  protected abstract actOn(model: Model, catalog: Catalog, run: ModelRun, isRunning: boolean): Promise<void>;
}

class Claim extends TaskStep {
  protected async actOn(model: Model, catalog: Catalog, task: ModelTask): Promise<void> {
    const taskId = `run ${model.runs.length}`;
    const { owner, kind, prefix } = task;
    const request = { taskId, owner, kind, prefix, now: model.now, host: 'here', processId: this.process };
    const result = await catalog.runs.claim(request);
    assert.equal(result.claimed, task.status !== 'RUNNING');
    if (!result.claimed) {
      assert.equal(result.holder.taskId, task.taskId);
      return;
    }
    Object.assign(task, { status: 'RUNNING', taskId });
    const fresh = { cancelRequested: false, error: null, lines: [], chunks: new Set<number>() };
    model.runs.push({ taskId, task, status: 'RUNNING', heartbeat: model.now, ...fresh });
  }
}

class Heartbeat extends RunStep {
  protected async actOn(model: Model, catalog: Catalog, run: ModelRun, isRunning: boolean): Promise<void> {
    const alive = run.cancelRequested ? 'cancelRequested' : 'alive';
    assert.equal(await catalog.runs.heartbeat(run.taskId, model.now), isRunning ? alive : 'lost');
    if (isRunning) run.heartbeat = model.now;
  }
}

class Append extends RunStep {
  protected async actOn(model: Model, catalog: Catalog, run: ModelRun, isRunning: boolean): Promise<void> {
    await this.append(catalog, run, isRunning, run.lines.length, [`${model.now}`, `by process ${this.process}`]);
  }

  protected async append(
    catalog: Catalog,
    run: ModelRun,
    isRunning: boolean,
    firstLine: number,
    lines: readonly string[],
  ): Promise<void> {
    const chunk = { firstLine, lineCount: lines.length, text: lines.join('\n') };
    const appending = catalog.runs.appendLog(run.taskId, chunk);
    if (!isRunning) return assert.rejects(appending, (error) => hasCode(error, 'LEASE_LOST'));
    await appending;
    if (run.chunks.has(firstLine)) return;
    run.chunks.add(firstLine);
    run.lines.push(...lines);
  }
}

/** Appends the first chunk again, as a writer does that does not know that it was saved. */
class AppendAgain extends Append {
  protected override async actOn(_: Model, catalog: Catalog, run: ModelRun, isRunning: boolean): Promise<void> {
    if (run.chunks.has(0)) await this.append(catalog, run, isRunning, 0, run.lines.slice(0, 2));
  }
}

class End extends RunStep {
  constructor(
    process: number,
    chosen: number,
    private readonly status: FinalStatus,
    private readonly onlyIfSilent: 'no' | 'as seen' | 'seen before',
  ) {
    super(process, chosen);
  }

  protected async actOn(model: Model, catalog: Catalog, run: ModelRun, isRunning: boolean): Promise<void> {
    const { owner, prefix } = run.task;
    const error = this.status === 'FAILED' ? `process ${this.process} says so` : null;
    const end = { status: this.status, now: model.now, processed: 1, failed: 0, total: 1, error };
    const lastWords = `ended at ${model.now}`;
    const seen = this.onlyIfSilent === 'as seen' ? run.heartbeat : run.heartbeat - 1;
    const options = { lastWords, ...(this.onlyIfSilent !== 'no' && { onlyIfHeartbeat: seen }) };
    const ended = await catalog.runs.end(run.taskId, owner, this.chosen % 2 ? prefix : null, end, options);
    assert.equal(ended, isRunning && this.onlyIfSilent !== 'seen before');
    if (!ended) return;
    Object.assign(run, { status: this.status, error });
    run.lines.push(lastWords);
    if (run.task.taskId === run.taskId) run.task.status = this.status;
  }
}

class Reset extends TaskStep {
  protected async actOn(model: Model, catalog: Catalog, task: ModelTask): Promise<void> {
    const words = `reset at ${model.now}`;
    const was = await catalog.runs.reset(task.owner, task, model.now, () => words);
    assert.equal(was, task.status);
    task.status = 'IDLE';
    const last = model.runs.find(({ taskId }) => taskId === task.taskId);
    if (!last) return;
    last.lines.push(words);
    if (last.status === 'RUNNING') Object.assign(last, { status: 'FAILED', error: words });
  }
}

class RequestCancel extends RunStep {
  protected async actOn(_: Model, catalog: Catalog, run: ModelRun, isRunning: boolean): Promise<void> {
    assert.equal(await catalog.runs.requestCancel(run.taskId), isRunning);
    if (isRunning) run.cancelRequested = true;
  }
}

class SaveLogField extends RunStep {
  protected async actOn(_: Model, catalog: Catalog, { taskId, task }: ModelRun): Promise<void> {
    await catalog.runs.saveLogField(taskId, task.owner, task.prefix);
  }
}

/** Compares all runs and tasks with the model: an ended run keeps its result and its log. */
async function compare(model: Model, catalog: Catalog): Promise<void> {
  for (const run of model.runs.slice(-6)) {
    const { status, heartbeat, error } = await catalog.runs.get(run.taskId);
    assert.deepEqual({ status, heartbeat, error }, { status: run.status, heartbeat: run.heartbeat, error: run.error });
    assert.deepEqual(await savedLines(catalog, run.taskId), run.lines);
  }
  const running = model.runs.filter(({ status }) => status === 'RUNNING').map(({ taskId }) => taskId);
  // it begins with those that have been silent for longest
  const listed = (await catalog.runs.listRunning()).map(({ taskId }) => taskId);
  assert.deepEqual(listed.sort(), running.sort());
  for (const { owner, kind, status, taskId } of model.tasks) {
    const { tasks } = await catalog.sqlDbs.get(owner.id);
    const { status: shown = 'IDLE', taskId: shownId = null } = tasks[kind] ?? {};
    assert.deepEqual([shown, shownId], [status, taskId]);
  }
}

describe('the life of a run', () => {
  const folder = useSuiteFolder();

  it('matches the model, for any actions of several processes in any order', async function () {
    this.timeout(300_000);
    let counter = 0;
    const met = { runs: 0, lines: 0, FAILED: 0, COMPLETED: 0, CANCELLED: 0, RUNNING: 0, IDLE: 0 };
    const number = fc.nat(7);
    const one = <S extends Step>(type: new (process: number, chosen: number) => S) =>
      fc.tuple(number, number).map(([process, chosen]) => new type(process, chosen));
    const end = fc
      .tuple(
        number,
        number,
        fc.constantFrom('COMPLETED', 'FAILED', 'CANCELLED'),
        fc.constantFrom('no', 'as seen', 'seen before'),
      )
      .map(([process, chosen, status, silent]) => new End(process, chosen, status as FinalStatus, silent as 'no'));
    const steps = [
      one(Claim),
      one(Claim),
      one(Heartbeat),
      one(Append),
      one(AppendAgain),
      end,
      one(Reset),
      one(RequestCancel),
      one(SaveLogField),
    ];
    const property = fc.asyncProperty(fc.commands(steps, { size: 'medium', maxCommands: 60 }), async (commands) => {
      const file = folder.file(`project ${counter++}.sqlite`);
      const processes: Catalog[] = [];
      for (let opened = 0; opened < 3; opened++) processes.push(await openProjectDatabase({ file }));
      try {
        const [first] = processes as [Catalog];
        const tasks: ModelTask[] = [];
        for (const name of ['one', 'two']) {
          const id = await first.sqlDbs.add({ name, dbType: 'sqlite', dbName: 'nowhere.sqlite' });
          for (const { kind, prefix = '' } of taskKinds.slice(0, 2)) {
            tasks.push({ owner: { type: 'sqlDb', id }, kind, prefix, status: 'IDLE', taskId: null });
          }
        }
        const model: Model = { now: start, tasks, runs: [] };
        await fc.asyncModelRun(() => ({ model, real: processes }), commands);
        met.runs += model.runs.length;
        for (const { status, lines } of model.runs) {
          met[status] += 1;
          met.lines += lines.length;
        }
      } finally {
        for (const catalog of processes) await catalog.close();
      }
    });
    await fc.assert(property, { seed: faultSeed, numRuns: 30, endOnFailure: true });
    const { runs, lines, FAILED, COMPLETED, CANCELLED, RUNNING } = met;
    assert.ok(Math.min(FAILED, COMPLETED, CANCELLED, RUNNING) > 0 && runs > 50 && lines > 100, JSON.stringify(met));
  });
});

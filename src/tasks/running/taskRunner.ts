import type { Disposable } from '../../base/disposable';
import { hasCode, isCancelled, messageOf } from '../../base/errors';
import type { Catalog, RunStore } from '../../catalog/catalog';
import type { SqlDb } from '../../model/databases';
import type { FinalStatus, RunEnd, TaskOwner, TaskRunRow } from '../../model/runs';
import { LogWriter, type LogStore } from '../../logging/logWriter';
import type { Logger } from '../../logging/logger';
import type { MemoryLogHandler } from '../../logging/memoryLogHandler';
import { shortMessage } from '../../logging/record';
import { updateSqlDbLog, updateWorkspaceLog } from '../../logging/saveLog';
import { createDbCommentLogger, createTableCommentLogger, type TaskLog } from '../../logging/taskLoggers';
import { sourceEngine } from '../../sources/engines';
import { sourceSettings, type ConnectionSecrets } from '../../sources/settings';
import type { Source } from '../../sources/source';
import { AlreadyRunningError } from './alreadyRunning';
import { unlessStuck } from './cancelDeadline';
import { DeadRuns, type DeadRunsOptions } from './deadRuns';
import { taskKind, taskKinds } from '../kinds/kinds';
import { keepLease, leaseLost } from './lease';
import { RunScope } from './runScope';
import { atMostATenthOfTheTime } from '../sparingly';
import type { RunContext, TaskDefinition, TaskInput, TaskResult, TaskSubject } from '../task';
import { newTaskId } from '../taskId';
import { TaskRegistry } from './taskRegistry';
import { TaskRun, type SaveEnd } from './taskRun';
import { watchedSource } from '../watchedSource';
import { runOverWorkspace } from './workspaceRun';

export interface TaskRunnerOptions extends DeadRunsOptions {
  /** Opens the project database, or gives the open one. */
  readonly catalog: () => Promise<Catalog>;
  /** The secrets of a SqlDb's connection, as far as any were given. */
  readonly secrets: (sqlDbId: number) => Promise<ConnectionSecrets>;
  /** Takes the secrets out of a text. */
  readonly redact: (text: string) => string;
  /** Told what no task's own log can hold. */
  readonly fallback: Logger;
}

/** Starts task runs, keeps them alive, and ends them: every run takes the same path, whatever its kind and its end. */
export class TaskRunner {
  readonly registry: TaskRegistry;
  private readonly deadRuns: DeadRuns;
  private readonly starting = new Set<Promise<TaskRun>>();

  constructor(
    private readonly options: TaskRunnerOptions,
    private readonly kinds: readonly TaskDefinition[] = taskKinds,
  ) {
    this.registry = new TaskRegistry(options.fallback);
    this.deadRuns = new DeadRuns(options, this.registry);
  }

  /**
   * Claims an owner's task and starts it. Resolves as soon as it runs; await `result` for its end.
   * @param onStart called before the run's first record
   * @throws ThothError ALREADY_RUNNING, NOT_FOUND, INVALID_ARGUMENT, or what opening the project database throws
   */
  async start(
    kind: string,
    owner: TaskOwner,
    input: TaskInput = {},
    onStart?: (run: TaskRun) => void,
  ): Promise<TaskRun> {
    const definition = taskKind(kind, this.kinds);
    const starting = this.claimAndRun(definition, owner, input, onStart);
    this.starting.add(starting);
    try {
      return await starting;
    } finally {
      this.starting.delete(starting);
    }
  }

  private async claimAndRun(
    definition: TaskDefinition,
    owner: TaskOwner,
    input: TaskInput,
    onStart?: (run: TaskRun) => void,
  ): Promise<TaskRun> {
    const catalog = await this.options.catalog();
    const [{ subject, work }] = await Promise.all([
      this.prepare(catalog, definition, owner),
      this.endDeadRuns(catalog),
    ]);
    const taskId = newTaskId(this.options.clock.now());
    await this.claim(catalog, definition, subject, taskId);

    const log = this.createLog(catalog, definition, owner, taskId);
    const { clock, fallback } = this.options;
    const run = new TaskRun(taskId, definition, subject, clock.now(), log.handler, fallback);
    onStart?.(run);
    this.registry.add(run);
    const scope = new RunScope(this.options.clock, run.signal, log.logger);
    const context = this.context(run, log, catalog, input, scope);
    void this.execute(run, log, catalog, scope, () => work(run, context, scope));
    return run;
  }

  /** What a run over an owner is called, and what it does. @throws ThothError NOT_FOUND, INVALID_ARGUMENT */
  private async prepare(catalog: Catalog, definition: TaskDefinition, owner: TaskOwner): Promise<Prepared> {
    if (owner.type === 'workspace') {
      const workspace = await catalog.workspaces.get(owner.id);
      return {
        subject: { ...owner, name: workspace.name },
        work: (run, context) =>
          runOverWorkspace(run, context, (sqlDb, onStart) =>
            this.start(definition.kind, { type: 'sqlDb', id: sqlDb.id }, context.input, onStart),
          ),
      };
    }
    const sqlDb = await catalog.sqlDbs.get(owner.id);
    return {
      subject: { ...owner, name: sqlDb.name },
      work: (run, context, scope) =>
        definition.run({ ...context, sqlDb, openSource: () => this.openSourceOfRun(run, context, sqlDb, scope) }),
    };
  }

  /**
   * Asks a run to stop, here or in another window.
   * @returns whether it was running
   */
  async cancel(taskId: string): Promise<boolean> {
    const run = this.registry.get(taskId);
    if (!run) return (await this.options.catalog()).runs.requestCancel(taskId);
    run.cancel();
    return true;
  }

  /** Ends the runs, of any process, that died without an end. @returns the runs that are alive, as far as is known */
  endDeadRuns(catalog: Catalog): Promise<readonly TaskRunRow[]> {
    return this.deadRuns.end(catalog.runs);
  }

  /** Stops all runs of this process, those that are just being started too, and waits for their ends. */
  async stopAll(): Promise<void> {
    await Promise.allSettled(this.starting);
    const runs = this.registry.list();
    for (const run of runs) run.cancel();
    await Promise.all(runs.map((run) => run.settled));
  }

  private async claim(
    catalog: Catalog,
    definition: TaskDefinition,
    subject: TaskSubject,
    taskId: string,
  ): Promise<void> {
    const { clock, host } = this.options;
    const claim = await catalog.runs.claim({
      ...host,
      taskId,
      owner: { type: subject.type, id: subject.id },
      kind: definition.kind,
      prefix: definition.prefix,
      now: clock.now(),
    });
    if (claim.claimed) return;
    // what keeps the end of a run from being saved is in the way of the next one too
    const unsaved = this.registry.findUnsaved(claim.holder.taskId);
    throw unsaved?.unsaved ?? new AlreadyRunningError(definition, subject, claim.holder, clock.now());
  }

  private createLog(catalog: Catalog, definition: TaskDefinition, owner: TaskOwner, taskId: string): TaskLogWithWriter {
    const { clock, redact, fallback } = this.options;
    const { createWorkspaceLog = createTableCommentLogger, logBaseName } = definition;
    const create = owner.type === 'sqlDb' ? createDbCommentLogger : createWorkspaceLog;
    const log = create(owner, logBaseName, {
      clock,
      redact,
      onHandlerError: (error) => fallback.error(`A log handler of task ${taskId} failed: ${messageOf(error)}`),
    });
    const place = { runs: catalog.runs };
    const append: LogStore['append'] = async (chunk) => {
      try {
        await place.runs.appendLog(taskId, chunk);
      } catch (error) {
        const run = this.registry.get(taskId);
        if (run && hasCode(error, 'LEASE_LOST')) run.cancel(leaseLost(run));
        throw error;
      }
    };
    const writer = new LogWriter({ append }, clock, fallback);
    log.handler.addSink(writer);
    return { ...log, writer, place };
  }

  /** From the first record to the saved end. Never rejects. */
  private async execute(
    run: TaskRun,
    log: TaskLogWithWriter,
    catalog: Catalog,
    scope: RunScope,
    work: () => Promise<void>,
  ): Promise<void> {
    const { clock, fallback, redact } = this.options;
    const lease = keepLease(run, catalog.runs, clock, fallback);
    let status: FinalStatus = 'COMPLETED';
    let error: string | undefined;
    try {
      await unlessStuck(work(), run, scope.waiting, clock, log.logger);
    } catch (thrown) {
      const cause: unknown = run.signal.aborted ? run.signal.reason : thrown;
      status = run.signal.aborted && isCancelled(cause) ? 'CANCELLED' : 'FAILED';
      if (status === 'FAILED') {
        run.failure = cause;
        error = shortMessage(messageOf(cause), redact);
      }
    }
    await this.closeSources(scope.end(), log.logger);
    sayTheEnd(run, log, status, error);
    log.logger.close();
    const { owner } = run;
    const result: TaskResult = {
      taskId: run.taskId,
      ...(owner.type === 'sqlDb' ? { sqlDbId: owner.id } : { workspaceId: owner.id }),
      kind: run.definition.kind,
      status,
      ...run.counts,
      ...(error === undefined ? {} : { error }),
    };
    // somebody waits for a cancelled run to stop; a project database that is locked must not keep them waiting
    const promptly = status === 'CANCELLED' ? clock.after(savedWithin, () => run.finish(result)) : undefined;
    const end = { status, ...run.counts, error: error ?? null, now: clock.now() };
    const save: SaveEnd = (runs) => saveEnd(run, end, log, runs);
    const saved = await this.savePatiently(result, save, catalog);
    promptly?.dispose();
    lease.dispose();
    if (saved.failure === undefined) {
      log.writer.dispose();
      run.settle();
    } else {
      log.writer.pause();
      run.settle(saved.failure, save);
      this.deadRuns.keepSaving(catalog.runs);
    }
    run.finish(saved.result);
  }

  private context(
    run: TaskRun,
    { handler, logger }: TaskLog,
    catalog: Catalog,
    input: TaskInput,
    scope: RunScope,
  ): RunContext {
    const { clock, fallback, redact } = this.options;
    const saveLog = (): Promise<void> => scope.unlessCancelled(saveLogOf(run, handler, catalog, fallback));
    return {
      catalog: scope.catalog(catalog),
      clock,
      taskId: run.taskId,
      input,
      logger,
      redact,
      signal: run.signal,
      report: (progress) => scope.isOver || run.report(progress),
      count: (counts) => scope.isOver || run.count(counts),
      waitForModel: (work) => scope.waiting.during('model', work),
      saveLog,
      saveLogWhenDue: atMostATenthOfTheTime(saveLog),
    };
  }

  private async openSourceOfRun(run: TaskRun, { logger }: RunContext, sqlDb: SqlDb, scope: RunScope): Promise<Source> {
    const opening = this.openSource(sqlDb, run.signal, (notice) => logger.warning(notice));
    const source = watchedSource(await scope.waiting.during('source', opening), scope.waiting);
    await scope.keep(source);
    return source;
  }

  /** Connects to the source of a SqlDb. @throws ThothError as `SourceEngine.open` does, or SOURCE_UNSUPPORTED */
  async openSource(sqlDb: SqlDb, signal: AbortSignal, onNotice?: (notice: string) => void): Promise<Source> {
    const settings = sourceSettings(sqlDb, await this.options.secrets(sqlDb.id));
    return sourceEngine(sqlDb.dbType).open(settings, signal, onNotice);
  }

  /** Does not wait long: a connection that hangs goes on closing by itself. */
  private async closeSources(sources: readonly Source[], logger: Logger): Promise<void> {
    if (sources.length === 0) return;
    let timer: Disposable | undefined;
    const longEnough = new Promise<void>((resolve) => {
      timer = this.options.clock.after(closedWithin, resolve);
    });
    await Promise.race([Promise.all(sources.map((source) => this.close(source, logger))), longEnough]);
    timer?.dispose();
  }

  private async close(source: Source, logger: Logger): Promise<void> {
    try {
      await source.close();
    } catch (error) {
      logger.warning(`The connection to the database could not be closed: ${messageOf(error)}`);
    }
  }

  /** Saves the end of a run, patient with a project database that is locked. */
  private async savePatiently(
    result: TaskResult,
    save: SaveEnd,
    catalog: Catalog,
  ): Promise<{ readonly result: TaskResult; readonly failure?: unknown }> {
    const { clock, fallback } = this.options;
    for (const pauses = endPauses.values(); ;) {
      try {
        return { result: (await save(catalog.runs)) ? result : await endedFromOutside(result, catalog) };
      } catch (cause) {
        const error = `The end of the task could not be saved: ${messageOf(cause)}`;
        fallback.error(`Task ${result.taskId}: ${error}`);
        const { value: pause } = pauses.next();
        if (pause === undefined || isHopeless(cause)) {
          return { result: { ...result, status: 'FAILED', error: result.error ?? error }, failure: cause };
        }
        await new Promise<void>((resolve) => clock.after(pause, resolve));
      }
    }
  }
}

/** Saves how a run ended, with the lines that are not saved yet. @returns whether that ended it; somebody else may have */
async function saveEnd(
  { taskId, owner, definition }: TaskRun,
  end: RunEnd,
  { writer, place }: TaskLogWithWriter,
  runs: RunStore,
): Promise<boolean> {
  place.runs = runs;
  await writer.flush();
  writer.requireShortRest();
  const { rest } = writer;
  return runs.end(taskId, owner, definition.prefix, end, rest ? { lastWords: rest } : {});
}

/** How long to wait between attempts to save the end of a run, in milliseconds; each attempt waits for locks itself. */
const endPauses = [1_000, 2_000, 5_000, 10_000, 20_000] as const;

/** How long a cancelled run waits for its end to be saved before it is shown as ended, in milliseconds. */
const savedWithin = 500;
/** How long the end of a run waits for its sources to close, in milliseconds. */
const closedWithin = 1_000;

/** Whether trying again cannot help: only another file would, or this one put right. */
function isHopeless(error: unknown): boolean {
  return hasCode(error, 'PROJECT_DATABASE_GONE') || hasCode(error, 'PROJECT_DATABASE_DAMAGED');
}

/** What a run is over, and what it does. */
interface Prepared {
  readonly subject: TaskSubject;
  work(run: TaskRun, context: RunContext, scope: RunScope): Promise<void>;
}

interface TaskLogWithWriter extends TaskLog {
  readonly writer: LogWriter;
  /** Where the writer writes. */
  readonly place: { runs: RunStore };
}

async function endedFromOutside(result: TaskResult, catalog: Catalog): Promise<TaskResult> {
  const row = await catalog.runs.get(result.taskId);
  return { ...result, status: row.status as FinalStatus, error: row.error ?? result.error ?? '' };
}

function saveLogOf(
  { taskId, owner, definition: { prefix } }: TaskRun,
  handler: MemoryLogHandler,
  catalog: Catalog,
  fallback: Logger,
): Promise<void> {
  const logOwner = { id: owner.id, saveLogField: () => catalog.runs.saveLogField(taskId, owner, prefix) };
  // a Workspace has no elements of its own
  return owner.type === 'workspace' && prefix !== 'db_elements'
    ? updateWorkspaceLog(logOwner, handler, `${prefix}_log`, fallback)
    : updateSqlDbLog(logOwner, handler, `${prefix}_log`, fallback);
}

function sayTheEnd(run: TaskRun, { handler, logger }: TaskLog, status: FinalStatus, error: string | undefined): void {
  if (status === 'CANCELLED') logger.warning('Cancelled: what was done until now is kept.');
  if (error !== undefined) logger.error(`Error: ${error}`);
  const { processed, failed, total } = run.counts;
  handler.addSummary(processed, failed, total);
}

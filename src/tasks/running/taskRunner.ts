import { ThothError } from '../../base/errors';
import type { Catalog } from '../../catalog/catalog';
import type { TaskOwner, TaskRunRow } from '../../model/runs';
import type { Logger } from '../../logging/logger';
import type { Source } from '../../sources/source';
import { taskKind, taskKinds } from '../kinds/kinds';
import type { OpenSource } from '../openSource';
import type { TaskDefinition, TaskInput, TaskSubject } from '../task';
import { AlreadyRunningError } from './alreadyRunning';
import { DeadRuns, type DeadRunsOptions } from './deadRuns';
import { leaseLost } from './lease';
import { createRunContext, type RunParts } from './runContext';
import { runToEnd } from './runEnding';
import { RunLog } from './runLog';
import { RunScope } from './runScope';
import { TaskRegistry } from './taskRegistry';
import { newTaskId, TaskRun } from './taskRun';
import { runOverWorkspace } from './workspaceRun';

export interface TaskRunnerOptions extends DeadRunsOptions {
  /** Opens the project database, or returns the open one. */
  readonly catalog: () => Promise<Catalog>;
  readonly openSource: OpenSource;
  /** Removes the secrets from a text. */
  readonly redact: (text: string) => string;
  /** Gets what cannot be written to a task's own log. */
  readonly fallback: Logger;
}

/** Claims tasks and starts their runs, in the same way for every kind. */
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
   * Claims an owner's task and starts it. Resolves when it is running; await `result` for its end.
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
    const parts = this.createRun(taskId, definition, subject, catalog, input);
    onStart?.(parts.run);
    this.registry.add(parts.run);
    void runToEnd(parts, () => work(parts), {
      ...this.options,
      keepSaving: (runs) => this.deadRuns.keepSaving(runs),
    });
    return parts.run;
  }

  private createRun(
    taskId: string,
    definition: TaskDefinition,
    subject: TaskSubject,
    catalog: Catalog,
    input: TaskInput,
  ): RunParts {
    const { clock, fallback } = this.options;
    const log = new RunLog(taskId, definition, subject, catalog.runs, {
      ...this.options,
      onLeaseLost: () => run.cancel(leaseLost(run)),
    });
    const run = new TaskRun(taskId, definition, subject, clock.now(), log.handler, fallback);
    return { run, log, scope: new RunScope(clock, run.signal, log.logger), catalog, input };
  }

  /** The name and the work of a run over an owner. @throws ThothError NOT_FOUND, INVALID_ARGUMENT */
  private async prepare(catalog: Catalog, definition: TaskDefinition, owner: TaskOwner): Promise<Prepared> {
    if (owner.type === 'workspace') {
      if (!definition.overWorkspaces) throw notOverWorkspaces(definition);
      const workspace = await catalog.workspaces.get(owner.id);
      return {
        subject: { ...owner, name: workspace.name },
        work: (parts) =>
          runOverWorkspace(parts.run, createRunContext(parts, this.options), (sqlDb, onStart) =>
            this.start(definition.kind, { type: 'sqlDb', id: sqlDb.id }, parts.input, onStart),
          ),
      };
    }
    const sqlDb = await catalog.sqlDbs.get(owner.id);
    return {
      subject: { ...owner, name: sqlDb.name },
      work: (parts) => {
        const context = createRunContext(parts, this.options);
        const onNotice = (notice: string): void => context.logger.warning(notice);
        const open = (): Promise<Source> => this.options.openSource(sqlDb, context.signal, onNotice);
        return definition.run({ ...context, sqlDb, openSource: () => parts.scope.openSource(open) });
      },
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

  /** Ends the dead runs of any process. @returns the runs that are alive, as far as is known */
  endDeadRuns(catalog: Catalog): Promise<readonly TaskRunRow[]> {
    return this.deadRuns.end(catalog.runs);
  }

  /** Stops all runs of this process, including those that are being started, and waits for their ends. */
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
      ...(definition.prefix !== undefined && { prefix: definition.prefix }),
      now: clock.now(),
    });
    if (claim.claimed) return;
    // what prevents saving the end of a run prevents starting the next run, too
    const unsaved = this.registry.findUnsaved(claim.holder.taskId);
    throw unsaved?.unsaved ?? new AlreadyRunningError(definition, subject, claim.holder, clock.now());
  }
}

function notOverWorkspaces({ title }: TaskDefinition): ThothError {
  return new ThothError('INVALID_ARGUMENT', `"${title}" does not run over a workspace. Start it for each database.`);
}

/** The owner of a run, and its work. */
interface Prepared {
  readonly subject: TaskSubject;
  readonly work: (parts: RunParts) => Promise<void>;
}

import { Emitter, type ErrorLog, type Event } from '../../base/events';
import type { RunStore } from '../../catalog/catalog';
import type { TaskOwner } from '../../model/runs';
import type { TaskRun } from './taskRun';

/** How many runs that could not be saved are kept in memory with their logs; the newest are kept. */
const maxUnsavedRuns = 4;

/** The running runs of this process, which the user interface watches. */
export class TaskRegistry {
  private readonly runs = new Map<string, TaskRun>();
  private unsaved: readonly TaskRun[] = [];
  private readonly saving = new Map<TaskRun, Promise<boolean>>();
  private readonly started: Emitter<TaskRun>;
  private readonly changed: Emitter<TaskRun>;
  private readonly ended: Emitter<TaskRun>;

  /** @param log gets the errors of listeners */
  constructor(log: ErrorLog) {
    this.started = new Emitter('TaskRegistry.onDidStart', log);
    this.changed = new Emitter('TaskRegistry.onDidChange', log);
    this.ended = new Emitter('TaskRegistry.onDidEnd', log);
  }

  /** Fires before a run's first record, so that a listener gets its log from the first line. */
  get onDidStart(): Event<TaskRun> {
    return this.started.event;
  }

  get onDidChange(): Event<TaskRun> {
    return this.changed.event;
  }

  /** Fires when a run has ended, after its end was saved or could not be saved. */
  get onDidEnd(): Event<TaskRun> {
    return this.ended.event;
  }

  get(taskId: string): TaskRun | undefined {
    return this.runs.get(taskId);
  }

  /**
   * The last runs of this process whose end could not be saved, the newest first: the rest of their logs is only here.
   */
  listUnsaved(): readonly TaskRun[] {
    return this.unsaved;
  }

  /** The unsaved run with this id, if there is one. @param taskId of any run, or null */
  findUnsaved(taskId: string | null): TaskRun | undefined {
    return this.unsaved.find((run) => run.taskId === taskId);
  }

  /** Whether any unsaved run can still be saved. */
  get canSaveLater(): boolean {
    return this.unsaved.some(({ save }) => save !== undefined);
  }

  /**
   * Tries to save the end of an unsaved run, one attempt at a time.
   * @param runs of the project database that has the run
   * @returns whether the run has ended there now; otherwise `run.unsaved` is the latest cause
   */
  saveLater(run: TaskRun, runs: RunStore): Promise<boolean> {
    const saving = this.saving.get(run) ?? this.trySaving(run, runs).finally(() => this.saving.delete(run));
    this.saving.set(run, saving);
    return saving;
  }

  private async trySaving(run: TaskRun, runs: RunStore): Promise<boolean> {
    const { life } = run;
    if (life.phase !== 'unsaved' || !life.save) return true;
    const { save, ...lost } = life;
    try {
      if (await save(runs)) {
        run.settle({ phase: 'ended', outcome: life.outcome });
        this.unsaved = this.unsaved.filter((one) => one !== run);
      } else {
        // another window has ended the run; the rest of its log is still only here
        run.settle(lost);
      }
      return true;
    } catch (error) {
      run.settle({ ...life, error });
      return false;
    }
  }

  /** In the order in which they were started. */
  list(): readonly TaskRun[] {
    return [...this.runs.values()];
  }

  /** The run of an owner's task, if it is running in this process. */
  find(owner: TaskOwner, kind: string): TaskRun | undefined {
    return this.listOf(owner).find((run) => run.definition.kind === kind);
  }

  /** The runs over a SqlDb or a Workspace. */
  listOf({ type, id }: TaskOwner): readonly TaskRun[] {
    return this.list().filter(({ owner }) => owner.type === type && owner.id === id);
  }

  add(run: TaskRun): void {
    this.runs.set(run.taskId, run);
    const watching = run.onDidChange((changed) => this.changed.fire(changed));
    this.started.fire(run);
    void run.settled.then(() => {
      watching.dispose();
      this.runs.delete(run.taskId);
      if (run.life.phase === 'unsaved') this.unsaved = [run, ...this.unsaved].slice(0, maxUnsavedRuns);
      this.ended.fire(run);
    });
  }
}

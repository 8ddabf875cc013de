import { Emitter } from '../base/events';
import type { TaskOwner } from '../catalog/catalog';
import type { TaskRun } from './taskRun';

/** The runs of this process that have not ended: what the user interface watches. */
export class TaskRegistry {
  private readonly runs = new Map<string, TaskRun>();
  private readonly started = new Emitter<TaskRun>();
  private readonly changed = new Emitter<TaskRun>();
  private readonly ended = new Emitter<TaskRun>();

  /** Fires before a run's first record, so that a listener can follow its log from the first line. */
  readonly onDidStart = this.started.event;
  readonly onDidChange = this.changed.event;
  /** Fires when a run has ended and its end is saved. */
  readonly onDidEnd = this.ended.event;

  get(taskId: string): TaskRun | undefined {
    return this.runs.get(taskId);
  }

  /** In the order they were started. */
  list(): readonly TaskRun[] {
    return [...this.runs.values()];
  }

  /** The run of an owner's task, if one is going on here. */
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
    void run.result.then(() => {
      watching.dispose();
      this.runs.delete(run.taskId);
      this.ended.fire(run);
    });
  }
}

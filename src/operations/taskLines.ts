import type { Disposable } from '../base/disposable';
import { Emitter, type ErrorLog, type Event } from '../base/events';
import type { LogLevel } from '../logging/record';
import type { TaskSubject } from '../tasks/task';
import type { TaskRegistry } from '../tasks/running/taskRegistry';

/** A line that a task of this process has just logged. */
export interface TaskLine {
  readonly taskId: string;
  /** The SqlDb or Workspace that the task runs over. */
  readonly owner: TaskSubject;
  readonly kind: string;
  readonly level: LogLevel;
  /** As it is in the log: `[YYYY-MM-DD HH:MM:SS] message`. */
  readonly line: string;
}

/** An event for each line that a task of this process logs. */
export class TaskLines implements Disposable {
  private readonly written: Emitter<TaskLine>;
  private readonly watching: Disposable;

  readonly onDidWrite: Event<TaskLine>;

  /** @param log gets the errors of listeners */
  constructor(registry: TaskRegistry, log: ErrorLog) {
    this.written = new Emitter('TaskLines.onDidWrite', log);
    this.onDidWrite = this.written.event;
    this.watching = registry.onDidStart(({ taskId, owner, definition: { kind }, handler }) =>
      handler.addSink({
        write: ({ level }, line) => this.written.fire({ taskId, owner, kind, level, line }),
      }),
    );
  }

  dispose(): void {
    this.watching.dispose();
  }
}

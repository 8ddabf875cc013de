import { ThothError } from '../base/errors';
import { LogFormatter } from '../logging/logFormatter';
import { cleanMessage } from '../logging/record';
import type { TaskOwner, TaskStatus } from '../model/runs';
import { taskKind } from '../tasks/kinds/kinds';
import type { TaskInput, TaskResult } from '../tasks/task';
import type { Parts } from './parts';
import { runTasks } from './runTasks';

type Needed = 'clock' | 'project' | 'redact' | 'runner' | 'progress' | 'rowsChanged';

/** Runs tasks, cancels them, and resets their status. */
export class Tasks {
  constructor(private readonly parts: Pick<Parts, Needed>) {}

  /**
   * Runs a task over each owner, a few at a time, to the end.
   * @returns the results in the order of the owners; for a Workspace, those of its databases
   * @throws ThothError NOT_FOUND before anything is started; ALREADY_RUNNING once the others have ended
   */
  run(kind: string, owners: readonly TaskOwner[], input: TaskInput = {}): Promise<TaskResult[]> {
    return runTasks(this.parts, kind, owners, input);
  }

  /** Asks a run to stop, in this process or another. @returns whether it was running */
  cancel(taskId: string): Promise<boolean> {
    return this.parts.runner.cancel(taskId);
  }

  /**
   * Force reset: puts the status of a task back to IDLE, whatever it was. A run in progress loses its lease and fails.
   * @returns the old status
   * @throws ThothError NOT_FOUND, INVALID_ARGUMENT for an unknown kind
   */
  async reset(owner: TaskOwner, kind: string, reason = 'no reason given'): Promise<TaskStatus> {
    const { clock, project, redact, rowsChanged, runner } = this.parts;
    const definition = taskKind(kind);
    const { runs } = await project.get();
    const now = clock.now();
    const lastLine = (was: TaskStatus): string => {
      const message = cleanMessage(`Force reset: ${reason} (was: ${was})`, redact);
      return new LogFormatter().format({ time: now, level: 'WARNING', message });
    };
    const was = await runs.reset(owner, definition, now, lastLine);
    runner.registry
      .find(owner, kind)
      ?.cancel(new ThothError('LEASE_LOST', 'The task was ended by a force reset. Start it again to do the rest.'));
    rowsChanged.fire();
    return was;
  }
}

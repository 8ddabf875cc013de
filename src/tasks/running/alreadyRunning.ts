import { formatDuration } from '../../base/duration';
import { ThothError } from '../../base/errors';
import type { TaskRunRow } from '../../model/runs';
import type { TaskDefinition, TaskSubject } from '../task';

/** A task could not be started because it is already running, in this window or another. */
export class AlreadyRunningError extends ThothError {
  /** The id of the running run. */
  readonly taskId: string;

  /** @param now milliseconds since 1970 UTC */
  constructor({ title }: TaskDefinition, { name }: TaskSubject, holder: TaskRunRow, now: number) {
    super(
      'ALREADY_RUNNING',
      `"${title}" of "${name}" is running already: process ${holder.processId} on ${holder.host} started it ` +
        `${formatDuration(now - holder.startTime)} ago. Wait for it to end, cancel it, or look at its log.`,
    );
    this.taskId = holder.taskId;
  }
}

import type { SqlDb, Workspace } from '../../model/databases';
import type { TaskRunRow, TaskState, TaskStatus } from '../../model/runs';
import type { TaskDefinition } from '../../tasks/task';
import type { TaskRun } from '../../tasks/running/taskRun';

/** The status of a task or run for people, with more cases than the stored one. */
export type Look = 'never' | 'running' | 'elsewhere' | 'completed' | 'warning' | 'failed' | 'cancelled';

/** What to show of a task or of one of its runs. Times are milliseconds. */
export interface TaskView {
  readonly look: Look;
  /** The run in this window, while it exists. */
  readonly run?: TaskRun;
  readonly endedAgo?: number;
  readonly lasted?: number;
  readonly failed?: number;
  /** Whether its end could not be saved. */
  readonly unsaved?: true;
}

const lookByStatus: Record<TaskStatus, Look> = {
  IDLE: 'never',
  RUNNING: 'elsewhere',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

/**
 * @param lastRun the task's last run, as stored; ignored if the state is that of another run
 * @param unsaved the run of the state, if this window could not save its end
 */
export function taskView(
  state: TaskState,
  lastRun: TaskRunRow | undefined,
  run: TaskRun | undefined,
  now: number,
  unsaved?: TaskRun,
): TaskView {
  if (run) return { look: 'running', run };
  if (unsaved && state.status === 'RUNNING') return unsavedView(unsaved);
  const failed = lastRun && lastRun.taskId === state.taskId ? lastRun.failed : 0;
  return endedView(state.status, failed, state.startTime, state.endTime, now);
}

/** One run of the list of last runs. @param unsaved that run, if this window could not save its end */
export function runView(row: TaskRunRow, run: TaskRun | undefined, now: number, unsaved?: TaskRun): TaskView {
  if (run) return { look: 'running', run };
  if (unsaved && row.status === 'RUNNING') return unsavedView(unsaved);
  return endedView(row.status, row.failed, row.startTime, row.endTime, now);
}

/** For a run that has ended, but is still stored as RUNNING. */
function unsavedView({ status, counts }: TaskRun): TaskView {
  return { look: lookByStatus[status], failed: counts.failed, unsaved: true };
}

function endedView(
  status: TaskStatus,
  failed: number,
  start: number | null,
  end: number | null,
  now: number,
): TaskView {
  const look = status === 'COMPLETED' && failed > 0 ? 'warning' : lookByStatus[status];
  if (status === 'IDLE' || end === null) return { look };
  return { look, failed, endedAgo: Math.max(0, now - end), ...(start === null ? {} : { lasted: end - start }) };
}

const neverRun: TaskState = { status: 'IDLE', taskId: null, startTime: null, endTime: null };

/** Whether it is running, in this window or another. */
export function isActive({ look }: TaskView): boolean {
  return look === 'running' || look === 'elsewhere';
}

/** The state of one task of a database or workspace. */
export function stateOf({ tasks }: SqlDb | Workspace, { kind }: TaskDefinition): TaskState {
  return tasks[kind] ?? neverRun;
}

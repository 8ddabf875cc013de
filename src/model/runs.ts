/** Where a task run reports its status: the row of a SqlDb or of a Workspace. */
export interface TaskOwner {
  readonly type: 'sqlDb' | 'workspace';
  readonly id: number;
}

export type TaskStatus = 'IDLE' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

/** The statuses with which a run can end. */
export type FinalStatus = Exclude<TaskStatus, 'IDLE' | 'RUNNING'>;

/**
 * The state of one task of an owner: that of its last run, or IDLE after a reset. Times are milliseconds since 1970
 * UTC.
 */
export interface TaskState {
  readonly status: TaskStatus;
  readonly taskId: string | null;
  readonly startTime: number | null;
  readonly endTime: number | null;
}

/** The states of an owner's tasks by their kind; a kind that never ran is absent. */
export type TaskStates = Readonly<Record<string, TaskState>>;

/** A kind of task, in the terms of the project database. */
export interface TaskKind {
  /** Its id in `task_run.kind`. */
  readonly kind: string;
  /**
   * The prefix of the status fields that mirror its runs in the owner's row, as in `db_elements_status`. Absent for a
   * kind that ThothAI does not have.
   */
  readonly prefix?: string;
}

/** The process that runs a task. */
export interface RunHost {
  readonly host: string;
  readonly processId: number;
}

/** A row of `task_run`: one execution, kept until it is pruned. Times are milliseconds since 1970 UTC. */
export interface TaskRunRow extends RunHost {
  readonly taskId: string;
  readonly owner: TaskOwner;
  readonly kind: string;
  readonly status: TaskStatus;
  readonly processed: number;
  readonly failed: number;
  readonly total: number;
  readonly error: string | null;
  readonly startTime: number;
  readonly endTime: number | null;
  readonly heartbeat: number;
}

export interface RunEnd {
  readonly status: FinalStatus;
  readonly now: number;
  readonly processed: number;
  readonly failed: number;
  readonly total: number;
  readonly error: string | null;
}

/** Some consecutive lines of a task's log: one row of `task_log`. */
export interface LogChunk {
  /** The number of the first line within the task's log, from 0. */
  readonly firstLine: number;
  readonly lineCount: number;
  /** The lines, each `[YYYY-MM-DD HH:MM:SS] message`, joined with `\n`; no `\n` at the end. */
  readonly text: string;
}

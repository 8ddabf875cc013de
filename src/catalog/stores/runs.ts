import type { LogChunk } from '../log';

/** Where a task run reports its status: the row of a SqlDb or of a Workspace. */
export interface TaskOwner {
  readonly type: 'sqlDb' | 'workspace';
  readonly id: number;
}

export type TaskStatus = 'IDLE' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

/** What a run can end as. */
export type FinalStatus = Exclude<TaskStatus, 'IDLE' | 'RUNNING'>;

/** The first part of a task's status fields: `db_elements_status`, `db_elements_task_id` and so on. */
export type StatusPrefix = 'db_elements' | 'table_comment' | 'column_comment';

/** The status fields of one task, without its log. Times are milliseconds since 1970 UTC. */
export interface TaskState {
  readonly status: TaskStatus;
  readonly taskId: string | null;
  readonly startTime: number | null;
  readonly endTime: number | null;
}

/** Which process runs a task. */
export interface RunHost {
  readonly host: string;
  readonly processId: number;
}

/** A row of `task_run`: one execution, kept for ever. Times are milliseconds since 1970 UTC. */
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

export interface ClaimRequest extends RunHost {
  readonly taskId: string;
  readonly owner: TaskOwner;
  readonly kind: string;
  readonly prefix: StatusPrefix;
  readonly now: number;
}

export type ClaimResult = { readonly claimed: true } | { readonly claimed: false; readonly holder: TaskRunRow };

export interface RunEnd {
  readonly status: FinalStatus;
  readonly now: number;
  readonly processed: number;
  readonly failed: number;
  readonly total: number;
  readonly error: string | null;
}

/** How a running task stands, as its heartbeat learns it. */
export type HeartbeatResult = 'alive' | 'cancelRequested' | 'lost';

/**
 * The runs, their leases and their logs. Times are given and told by the clock of this machine. On a server they are kept
 * by the server's clock, so that machines whose clocks differ agree on how old a heartbeat is, to about two seconds.
 */
export interface RunStore {
  /**
   * Takes the owner's task for a run, atomically: `<prefix>_status` becomes RUNNING and the `task_run` row appears in
   * one transaction, or neither does and the holder is told. Clears `<prefix>_log` and `<prefix>_end_time`.
   * @throws ThothError NOT_FOUND when there is no such owner, INVALID_ARGUMENT when it has no such task
   */
  claim(request: ClaimRequest): Promise<ClaimResult>;
  /** Renews the lease. `lost` when the run is no longer RUNNING: the caller must stop. */
  heartbeat(taskId: string, now: number): Promise<HeartbeatResult>;
  /** Whether a heartbeat of the run could be written now, by anybody; tried out, and nothing is changed. */
  canBeWritten(taskId: string): Promise<boolean>;
  /**
   * Keeps records; only while the run is RUNNING, and the same chunk (`firstLine`) only once.
   * @throws ThothError LEASE_LOST
   */
  appendLog(taskId: string, chunk: LogChunk): Promise<void>;
  /** Writes the records kept so far into the owner's `<prefix>_log`, within the database; only that field. */
  saveLogField(taskId: string, owner: TaskOwner, prefix: StatusPrefix): Promise<void>;
  /**
   * The one way a run ends: its row, the owner's status fields and log field, in one transaction. `lastWords` is
   * appended to the log in the same transaction. With `onlyIfHeartbeat`, only while the heartbeat is that one.
   * @param prefix null where the kind of the run is not known here: whichever task of the owner shows the run
   * @returns whether this call ended it; false when it had already ended
   */
  end(
    taskId: string,
    owner: TaskOwner,
    prefix: StatusPrefix | null,
    end: RunEnd,
    options?: { readonly lastWords?: string; readonly onlyIfHeartbeat?: number },
  ): Promise<boolean>;
  /**
   * Force reset: the owner's status becomes IDLE; `lastWords` is appended to the log of its last run, and to the field;
   * a run that was RUNNING ends as FAILED with `lastWords` as its error.
   * @returns the status before
   */
  reset(
    owner: TaskOwner,
    prefix: StatusPrefix,
    now: number,
    lastWords: (was: TaskStatus) => string,
  ): Promise<TaskStatus>;
  /** Asks a run, in whichever process, to stop. @returns whether it was running */
  requestCancel(taskId: string): Promise<boolean>;
  /** @throws ThothError NOT_FOUND */
  get(taskId: string): Promise<TaskRunRow>;
  /** Every run that is RUNNING, here or elsewhere. */
  listRunning(): Promise<readonly TaskRunRow[]>;
  /** The last runs of an owner's task, newest first. */
  listLast(owner: TaskOwner, kind: string, limit: number): Promise<readonly TaskRunRow[]>;
  /** The saved lines from `fromLine` (0 is the first), at most about `maxCharacters`, whole chunks; in order. */
  readLog(taskId: string, fromLine: number, maxCharacters: number): Promise<readonly LogChunk[]>;
  /** How many lines are saved. */
  countLogLines(taskId: string): Promise<number>;
  /**
   * Removes old runs with their logs, in many short transactions; never a run that is RUNNING, nor the last run of a task.
   * What is broken off is done by the next call.
   */
  prune(limits: PruneLimits, now: number): Promise<Pruned>;
}

/** Which runs are too old or too many; what is not given is no limit. */
export interface PruneLimits {
  /** How long ago a run may have ended, in milliseconds. */
  readonly maxAge?: number;
  /** How many runs of one task are kept, the newest. */
  readonly maxRunsPerTask?: number;
  /** How long the logs of the runs that are kept may be together, in characters. */
  readonly maxCharacters?: number;
}

export interface Pruned {
  readonly runs: number;
  /** How long their logs were together. */
  readonly characters: number;
}

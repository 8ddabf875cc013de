import type { Catalog, FinalStatus, SqlDb, StatusPrefix } from '../catalog/catalog';
import type { Logger } from '../logging/logger';
import type { Source } from '../sources/source';

/** How far a run has come. */
export interface TaskProgress {
  /** The current step, from 1; 0 before the first. */
  readonly step: number;
  readonly stepCount: number;
  /** How many items of the step are done, failed ones included, of how many. */
  readonly done: number;
  readonly total: number;
  /** How many items have failed in the whole run. */
  readonly failed: number;
  /** The item at hand, or null. */
  readonly current: string | null;
  /** The whole run, from 0 to 1; never goes back. */
  readonly fraction: number;
}

/** How many items a run dealt with. `processed` counts those that went well. */
export interface TaskCounts {
  readonly processed: number;
  readonly failed: number;
  readonly total: number;
}

/** What a run came to, as commands return it. */
export interface TaskResult extends TaskCounts {
  readonly taskId: string;
  readonly sqlDbId: number;
  readonly kind: string;
  readonly status: FinalStatus;
  readonly error?: string;
}

/** All that a task kind may use while it runs. */
export interface TaskContext {
  readonly sqlDb: SqlDb;
  readonly catalog: Catalog;
  readonly logger: Logger;
  /** Aborted when the run is to stop. */
  readonly signal: AbortSignal;
  /** Connects to the SqlDb's source; the runner closes it when the run ends. */
  openSource(): Promise<Source>;
  /** Replaces the progress; what is left out stays. */
  report(progress: Partial<TaskProgress>): void;
  /** Replaces the counts; they outlive a failure or a cancel. */
  count(counts: TaskCounts): void;
  /** Saves the log so far into the SqlDb's field; never throws. */
  saveLog(): Promise<void>;
}

/** A kind of task: what it is called and what it does. */
export interface TaskDefinition {
  /** Its id in commands and in `task_run.kind`. */
  readonly kind: string;
  /** Its name for people, in English; the user interface translates it. */
  readonly title: string;
  /** The first part of its status fields. */
  readonly prefix: StatusPrefix;
  /** The first part of its loggers' names. */
  readonly logBaseName: string;
  /** Runs to the end, or throws: the run is CANCELLED where somebody had asked it to stop, and FAILED otherwise. */
  run(context: TaskContext): Promise<void>;
}

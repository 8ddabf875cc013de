import type { Clock } from '../base/clock';
import type { Catalog } from '../catalog/catalog';
import type { CommentMode, ElementChoice } from '../model/comments';
import type { SqlDb } from '../model/databases';
import type { FinalStatus, TaskKind, TaskOwner } from '../model/runs';
import type { CommentGenerator } from '../comments/comment';
import type { Logger } from '../logging/logger';
import type { createTableCommentLogger } from '../logging/taskLoggers';
import type { Source } from '../sources/source';

/** The progress of a run. */
export interface TaskProgress {
  /** The current step, from 1; 0 before the first. */
  readonly step: number;
  readonly stepCount: number;
  /** How many items of the step are done, failed ones included, and how many there are. */
  readonly done: number;
  readonly total: number;
  /** How many items have failed in the whole run. */
  readonly failed: number;
  /** The item that is being processed, or null. */
  readonly current: string | null;
  /** The fraction of the whole run that is done, from 0 to 1; never decreases. */
  readonly fraction: number;
}

/** How many items a run processed; `processed` counts those without an error. */
export interface TaskCounts {
  readonly processed: number;
  readonly failed: number;
  readonly total: number;
}

/** The result of a run, as commands return it. It has the id of the SqlDb or Workspace that it ran over. */
export interface TaskResult extends TaskCounts {
  readonly taskId: string;
  readonly sqlDbId?: number;
  readonly workspaceId?: number;
  readonly kind: string;
  readonly status: FinalStatus;
  readonly error?: string;
}

/** The SqlDb or Workspace of a run, with its name. */
export type TaskSubject = TaskOwner & { readonly name: string };

/** The options of a run. */
export interface TaskInput extends ElementChoice {
  readonly mode?: CommentMode;
  /** The options for writing comments; kinds that write none ignore them. */
  readonly comments?: CommentOptions;
}

export interface CommentOptions {
  readonly generator: CommentGenerator;
  /** How many calls run at the same time. */
  readonly concurrency: number;
  /** How many rows of each table are sent to a model; 0 sends no data. */
  readonly sampleRows: number;
  /** The time limit of a call, in milliseconds; the task kind's own if absent. */
  readonly timeoutMilliseconds?: number;
  /** Whether the values of columns that look like personal data may be used. */
  readonly personalValues: boolean;
}

/** What every run may use, over a SqlDb or a Workspace. */
export interface RunContext {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly taskId: string;
  readonly input: TaskInput;
  readonly logger: Logger;
  /** Removes the secrets from a text. */
  readonly redact: (text: string) => string;
  /** Aborted when the run must stop. */
  readonly signal: AbortSignal;
  /** Updates the given parts of the progress. */
  report(progress: Partial<TaskProgress>): void;
  /** Replaces the counts, which are kept after a failure or a cancel. */
  count(counts: TaskCounts): void;
  /** Returns the same promise; until it settles, the run counts as waiting for a model. */
  waitForModel<T>(work: Promise<T>): Promise<T>;
  /** Saves the log so far; a failure is logged elsewhere. @throws ThothError CANCELLED */
  saveLog(): Promise<void>;
  /** Like `saveLog`, but skipped while saving takes over 10 % of the time. */
  saveLogWhenDue(): Promise<void>;
}

/** What a task kind may use while it runs over a SqlDb. */
export interface TaskContext extends RunContext {
  readonly sqlDb: SqlDb;
  /** Connects to the SqlDb's source; the runner closes it when the run ends. */
  openSource(): Promise<Source>;
}

/** A kind of task: its names and its work. */
export interface TaskDefinition extends TaskKind {
  /** Its name for people, in English; the user interface translates it. */
  readonly title: string;
  /** The codicon of its commands. */
  readonly icon: string;
  /** The items of each step, in English, as in `2/3 columns`; the user interface translates them. */
  readonly steps: readonly string[];
  /** Whether it also runs over a Workspace, one SqlDb after the other. */
  readonly overWorkspaces: boolean;
  /** The prefix of its loggers' names. */
  readonly logBaseName: string;
  /** Creates the logger of a run over a Workspace; by default the one for table comments. */
  readonly createWorkspaceLog?: typeof createTableCommentLogger;
  /** Does the work. If it throws, the run is CANCELLED if somebody asked it to stop, otherwise FAILED. */
  run(context: TaskContext): Promise<void>;
}

import type { Clock } from '../base/clock';
import type { Catalog } from '../catalog/catalog';
import type { CommentMode, ElementChoice } from '../model/comments';
import type { SqlDb } from '../model/databases';
import type { FinalStatus, TaskKind, TaskOwner } from '../model/runs';
import type { CommentGenerator } from '../comments/comment';
import type { Logger } from '../logging/logger';
import type { createTableCommentLogger } from '../logging/taskLoggers';
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

/** What a run came to, as commands return it. It ran over a SqlDb or over a Workspace: it has the one id or the other. */
export interface TaskResult extends TaskCounts {
  readonly taskId: string;
  readonly sqlDbId?: number;
  readonly workspaceId?: number;
  readonly kind: string;
  readonly status: FinalStatus;
  readonly error?: string;
}

/** What a run is over, and what that is called. */
export type TaskSubject = TaskOwner & { readonly name: string };

/** What a run is to do, as far as its kind leaves it open. */
export interface TaskInput extends ElementChoice {
  readonly mode?: CommentMode;
  /** How comments are written; a kind that writes none has no use for it. */
  readonly comments?: CommentOptions;
}

export interface CommentOptions {
  readonly generator: CommentGenerator;
  /** How many calls go at the same time. */
  readonly concurrency: number;
  /** How many rows of each table a model is shown; 0 shows it no data. */
  readonly sampleRows: number;
  /** How long a call may take, in milliseconds; absent means what the task kind allows. */
  readonly timeoutMilliseconds?: number;
  /** Whether the values of columns that look like personal data may be used. */
  readonly personalValues: boolean;
}

/** What every run may use, whatever it is over. */
export interface RunContext {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly taskId: string;
  readonly input: TaskInput;
  readonly logger: Logger;
  /** Takes the secrets out of a text. */
  readonly redact: (text: string) => string;
  /** Aborted when the run is to stop. */
  readonly signal: AbortSignal;
  /** Replaces the progress; what is left out stays. */
  report(progress: Partial<TaskProgress>): void;
  /** Replaces the counts; they outlive a failure or a cancel. */
  count(counts: TaskCounts): void;
  /** The same promise; says meanwhile that the run waits for a model. */
  waitForModel<T>(work: Promise<T>): Promise<T>;
  /** Saves the log so far; a failure is logged elsewhere. @throws ThothError CANCELLED */
  saveLog(): Promise<void>;
  /** Like `saveLog`, but skipped while saving takes over 10 % of the time. */
  saveLogWhenDue(): Promise<void>;
}

/** All that a task kind may use while it runs over a SqlDb. */
export interface TaskContext extends RunContext {
  readonly sqlDb: SqlDb;
  /** Connects to the SqlDb's source; the runner closes it when the run ends. */
  openSource(): Promise<Source>;
}

/** A kind of task: what it is called and what it does. */
export interface TaskDefinition extends TaskKind {
  /** Its name for people, in English; the user interface translates it. */
  readonly title: string;
  /** The codicon of its commands. */
  readonly icon: string;
  /** What the items of each of its steps are, in English, as in `2/3 columns`; the user interface translates it. */
  readonly steps: readonly string[];
  /** Whether it also runs over a Workspace, one SqlDb after the other. */
  readonly overWorkspaces: boolean;
  /** The first part of its loggers' names. */
  readonly logBaseName: string;
  /** Makes the log of a run over a Workspace; by default that of the table comments. */
  readonly createWorkspaceLog?: typeof createTableCommentLogger;
  /** Runs to the end, or throws: the run is CANCELLED where somebody had asked it to stop, and FAILED otherwise. */
  run(context: TaskContext): Promise<void>;
}

import type { RunStore } from '../../catalog/catalog';
import type { TaskStatus } from '../../model/runs';
import { Emitter, type ErrorLog, type Event } from '../../base/events';
import type { MemoryLogHandler } from '../../logging/memoryLogHandler';
import type { TaskCounts, TaskDefinition, TaskProgress, TaskResult, TaskSubject } from '../task';
import type { WaitedFor } from './waiting';

const atTheStart: TaskProgress = {
  step: 0,
  stepCount: 0,
  done: 0,
  total: 0,
  failed: 0,
  current: null,
  fraction: 0,
};

/**
 * Saves the end of a run and the rest of its log into the project database that has the run; it may have been opened anew.
 * Resolves to whether that ended the run: somebody else may have ended it. Rejects with what keeps it from being saved.
 */
export type SaveEnd = (runs: RunStore) => Promise<boolean>;

/** One execution of a task in this process, for whoever watches it. The TaskRunner alone moves it on. */
export class TaskRun {
  private readonly changed: Emitter<TaskRun>;
  private readonly controller = new AbortController();
  private currentStatus: TaskStatus = 'RUNNING';
  private currentProgress = atTheStart;
  private currentCounts: TaskCounts = { processed: 0, failed: 0, total: 0 };

  /** The results of the runs that this one started over single SqlDbs, as they end; for a run over a Workspace. */
  readonly parts: TaskResult[] = [];

  /** Why it could not go on; undefined otherwise. */
  failure: unknown;

  /** What keeps it from stopping, once that takes long. */
  stoppedBy: readonly WaitedFor[] = [];

  /** Why its end and the rest of its log could not be saved; undefined otherwise. */
  unsaved: unknown;

  /** Saves them, where they are not saved and nobody else has ended the run. */
  save: SaveEnd | undefined;

  /** Resolves when the run has ended, however it ended; never rejects. */
  readonly result: Promise<TaskResult>;
  private resolveResult!: (result: TaskResult) => void;

  /** Resolves when its end is saved too, or was given up: a cancelled run has ended before that. Never rejects. */
  readonly settled: Promise<void>;
  private resolveSettled!: () => void;
  private isSettled = false;

  constructor(
    readonly taskId: string,
    readonly definition: TaskDefinition,
    readonly owner: TaskSubject,
    /** When it began, in milliseconds since 1970 UTC. */
    readonly startTime: number,
    /** Its log so far; add a sink to follow it. */
    readonly handler: MemoryLogHandler,
    /** Gets the errors of listeners. */
    log: ErrorLog,
  ) {
    this.changed = new Emitter('TaskRun.onDidChange', log);
    this.result = new Promise((resolve) => {
      this.resolveResult = resolve;
    });
    this.settled = new Promise((resolve) => {
      this.resolveSettled = resolve;
    });
  }

  /** Fires whenever the progress, the status or `stopping` changes. */
  get onDidChange(): Event<TaskRun> {
    return this.changed.event;
  }

  get status(): TaskStatus {
    return this.currentStatus;
  }

  get progress(): TaskProgress {
    return this.currentProgress;
  }

  get counts(): TaskCounts {
    return this.currentCounts;
  }

  /** Whether it was asked to stop and has not stopped yet, or its end is not saved yet. */
  get stopping(): boolean {
    return !this.isSettled && this.controller.signal.aborted;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Asks the run to stop; nothing more is begun. */
  cancel(reason?: unknown): void {
    if (this.currentStatus !== 'RUNNING' || this.controller.signal.aborted) return;
    this.controller.abort(reason);
    this.changed.fire(this);
  }

  report(progress: Partial<TaskProgress>): void {
    const fraction = Math.min(1, Math.max(this.currentProgress.fraction, progress.fraction ?? 0));
    this.currentProgress = { ...this.currentProgress, ...progress, fraction };
    this.changed.fire(this);
  }

  count(counts: TaskCounts): void {
    this.currentCounts = counts;
  }

  /** Says what keeps it from stopping. */
  waitsFor(what: readonly WaitedFor[]): void {
    this.stoppedBy = what;
    this.changed.fire(this);
  }

  /** Ends the run; a run that has ended stays as it ended. */
  finish(result: TaskResult): void {
    if (this.currentStatus !== 'RUNNING') return;
    this.currentStatus = result.status;
    this.changed.fire(this);
    this.resolveResult(result);
  }

  /**
   * Says that nothing more comes of the run by itself.
   * @param unsaved why its end could not be saved, if it could not
   * @param save saves it later
   */
  settle(unsaved?: unknown, save?: SaveEnd): void {
    this.unsaved = unsaved;
    this.save = save;
    this.isSettled = true;
    this.resolveSettled();
  }
}

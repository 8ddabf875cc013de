import { randomBytes } from 'node:crypto';
import type { RunStore } from '../../catalog/catalog';
import type { TaskStatus } from '../../model/runs';
import { Emitter, type ErrorLog, type Event } from '../../base/events';
import type { MemoryLogHandler } from '../../logging/memoryLogHandler';
import type { TaskCounts, TaskDefinition, TaskProgress, TaskResult, TaskSubject } from '../task';
import type { WaitedFor } from './waiting';

/**
 * Saves the end of a run and the rest of its log. `runs` belongs to the project database that has the run, which may
 * have been reopened. Resolves to whether this call ended the run: another window may have done so. Rejects if saving
 * fails.
 */
export type SaveEnd = (runs: RunStore) => Promise<boolean>;

/** How a run ended. */
export interface RunOutcome {
  readonly result: TaskResult;
  /** The error of the work; only if the run FAILED. */
  readonly failure?: unknown;
}

/** The phases of a run in this process, in order. */
export type RunLife =
  | {
      readonly phase: 'running';
      /** What a cancelled run still waits for; empty until that takes long. */
      readonly stoppedBy: readonly WaitedFor[];
    }
  | {
      /** The work is over, and its end is being saved. */
      readonly phase: 'ending';
      /** A cancelled run is shown as ended before its end is saved. */
      readonly announced?: RunOutcome;
    }
  /** The end is saved. */
  | { readonly phase: 'ended'; readonly outcome: RunOutcome }
  | {
      /** The end and the rest of the log could not be saved. */
      readonly phase: 'unsaved';
      readonly outcome: RunOutcome;
      readonly error: unknown;
      /** Retries saving them; absent after another window has ended the run. */
      readonly save?: SaveEnd;
    };

/** A phase that does not change by itself any more. */
export type SettledLife = Extract<RunLife, { readonly outcome: RunOutcome }>;

const atTheStart: TaskProgress = {
  step: 0,
  stepCount: 0,
  done: 0,
  total: 0,
  failed: 0,
  current: null,
  fraction: 0,
};

/** One execution of a task in this process, for its observers. Only the task runner changes its phase. */
export class TaskRun {
  private readonly changed: Emitter<TaskRun>;
  private readonly controller = new AbortController();
  private currentLife: RunLife = { phase: 'running', stoppedBy: [] };
  private currentProgress = atTheStart;
  private currentCounts: TaskCounts = { processed: 0, failed: 0, total: 0 };

  /**
   * The results of the runs over single SqlDbs that a run over a Workspace has started, in the order in which they end.
   */
  readonly parts: TaskResult[] = [];

  /** Resolves when the run has ended, in any way; never rejects. */
  readonly result: Promise<TaskResult>;
  private resolveResult!: (result: TaskResult) => void;

  /**
   * Resolves when its end is saved or could not be saved; for a cancelled run, this is after `result`. Never rejects.
   */
  readonly settled: Promise<void>;
  private resolveSettled!: () => void;

  constructor(
    readonly taskId: string,
    readonly definition: TaskDefinition,
    readonly owner: TaskSubject,
    /** The start time, in milliseconds since 1970 UTC. */
    readonly startTime: number,
    /** The log so far; add a sink to follow it. */
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

  get life(): RunLife {
    return this.currentLife;
  }

  /** How the run ended; undefined while it has not ended. */
  get outcome(): RunOutcome | undefined {
    const life = this.currentLife;
    if (life.phase === 'running') return undefined;
    return life.phase === 'ending' ? life.announced : life.outcome;
  }

  get status(): TaskStatus {
    return this.outcome?.result.status ?? 'RUNNING';
  }

  /** Whether it was asked to stop and is still running, or its end is still being saved. */
  get stopping(): boolean {
    const { phase } = this.currentLife;
    return (phase === 'running' || phase === 'ending') && this.controller.signal.aborted;
  }

  /** What it still waits for, if stopping takes long. */
  get stoppedBy(): readonly WaitedFor[] {
    return this.currentLife.phase === 'running' ? this.currentLife.stoppedBy : [];
  }

  /** Why its end and the rest of its log could not be saved; undefined otherwise. */
  get unsaved(): unknown {
    return this.currentLife.phase === 'unsaved' ? this.currentLife.error : undefined;
  }

  /** Retries saving them; undefined if nothing has to be saved. */
  get save(): SaveEnd | undefined {
    return this.currentLife.phase === 'unsaved' ? this.currentLife.save : undefined;
  }

  get progress(): TaskProgress {
    return this.currentProgress;
  }

  get counts(): TaskCounts {
    return this.currentCounts;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Asks the run to stop; it starts no further work. */
  cancel(reason?: unknown): void {
    if (this.outcome || this.controller.signal.aborted) return;
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

  /** Sets what it still waits for before it stops. */
  waitsFor(stoppedBy: readonly WaitedFor[]): void {
    if (this.currentLife.phase !== 'running') return;
    this.currentLife = { phase: 'running', stoppedBy };
    this.changed.fire(this);
  }

  /** Marks the work as over; from now on its end is being saved. */
  startEnding(): void {
    this.currentLife = { phase: 'ending' };
  }

  /** Shows the run as ended before its end is saved. */
  announce(outcome: RunOutcome): void {
    if (this.currentLife.phase !== 'ending') return;
    this.currentLife = { phase: 'ending', announced: outcome };
    this.changed.fire(this);
    this.resolveResult(outcome.result);
  }

  /** Sets the final phase: the end is saved, or could not be saved. An announced outcome does not change. */
  settle(life: SettledLife): void {
    const shown = this.outcome;
    this.currentLife = { ...life, outcome: shown ?? life.outcome };
    this.resolveSettled();
    if (!shown) this.changed.fire(this);
    this.resolveResult(this.currentLife.outcome.result);
  }
}

/**
 * An id for a new run: a UUID of version 7 (RFC 9562, section 5.7). It begins with the time, so that ids sort by time, and a
 * log that is partitioned by ranges of ids is partitioned by time.
 * @param now milliseconds since 1970 UTC
 */
export function newTaskId(now: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Math.max(0, Math.trunc(now)), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

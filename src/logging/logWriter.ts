import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { hasCode, messageOf } from '../base/errors';
import { Backlog } from './backlog';
import type { Lines } from './linePages';
import type { Logger } from './logger';
import type { LineSink } from './memoryLogHandler';
import { logLevels, type LogRecord } from './record';

/** Consecutive lines of a log; `firstLine` counts from 0, and identifies a chunk that is written twice. */
interface Chunk extends Lines {
  readonly firstLine: number;
}

/** Saves the lines of one run. */
export interface LogStore {
  append(chunk: Chunk): Promise<void>;
}

/** In milliseconds: a record must be saved within a second, and writing takes time too. */
const maxWait = 500;
/** At this number of lines, writing starts without further waiting. */
const linesWorthWriting = 1000;
/** The largest size of a chunk, which has the lines that came while the previous one was being written. */
const longestChunk = { lines: 8000, characters: 1_000_000 };
/** The wait before a failed write is retried, in milliseconds. */
const retryWait = 1000;

/**
 * Saves the lines of a task in the project database while the task runs: in chunks, at most half a second late, errors
 * immediately, one write at a time. A failed write is retried, while later lines wait in bounded memory
 * (`longestBacklog`). After the lease of the run is lost, nothing more is written.
 */
export class LogWriter implements LineSink {
  private readonly open = new Backlog();
  private firstOpenLine = 0;
  /** The chunk that is being written, or whose write failed. */
  private unwritten: Chunk | undefined;
  private timer: Disposable | undefined;
  private writing: Promise<void> | undefined;
  private failing = false;
  private failure: unknown;
  private paused = false;
  private disposed = false;

  constructor(
    private readonly store: LogStore,
    private readonly clock: Clock,
    private readonly fallback: Logger,
  ) {}

  write(record: LogRecord, line: string): void {
    if (this.disposed) return;
    this.open.push(line, record.time);
    const urgent = this.open.lineCount >= linesWorthWriting || logLevels[record.level] >= logLevels.ERROR;
    if (urgent && !this.failing) void this.writeAll();
    else this.writeAfter(maxWait);
  }

  /** Resolves when all lines so far are written, or writing them failed; then `fallback` has the cause. */
  async flush(): Promise<void> {
    await this.writing;
    await this.writeAll();
  }

  /** The lines that are not written, to be saved when the run ends; empty after a successful flush. */
  get rest(): string {
    const lines = this.open.lineCount > 0 ? [this.open.text] : [];
    return [...(this.unwritten ? [this.unwritten.text] : []), ...lines].join('\n');
  }

  /** Requires `rest` to be short enough to be saved when a run ends. @throws the error of the failed write */
  requireShortRest(): void {
    const length = (this.unwritten?.text.length ?? 0) + this.open.length;
    if (!this.disposed && length > 2 * longestChunk.characters) throw this.failure;
  }

  /** Stops automatic writing; `flush` still writes. */
  pause(): void {
    this.paused = true;
    this.timer?.dispose();
    this.timer = undefined;
  }

  /** Stops writing after the end of the run, when its lease is lost. */
  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
    this.timer = undefined;
  }

  /** Takes the next lines for a chunk; undefined if there are none. */
  private nextChunk(): Chunk | undefined {
    const lines = this.open.take(longestChunk);
    if (!lines) return undefined;
    const chunk = { firstLine: this.firstOpenLine, ...lines };
    this.firstOpenLine += lines.lineCount;
    return chunk;
  }

  private writeAfter(milliseconds: number): void {
    if (this.writing || this.paused || this.disposed) return;
    this.timer ??= this.clock.after(milliseconds, () => {
      this.timer = undefined;
      void this.writeAll();
    });
  }

  private writeAll(): Promise<void> {
    this.timer?.dispose();
    this.timer = undefined;
    this.writing ??= this.writeChunks().finally(() => {
      this.writing = undefined;
      if (this.failing) this.writeAfter(retryWait);
      else if (this.open.lineCount > 0) this.writeAfter(maxWait);
    });
    return this.writing;
  }

  private async writeChunks(): Promise<void> {
    while (!this.disposed) {
      this.unwritten ??= this.nextChunk();
      if (!this.unwritten) return;
      try {
        await this.store.append(this.unwritten);
      } catch (error) {
        if (hasCode(error, 'LEASE_LOST')) this.dispose();
        else this.report(error);
        return;
      }
      this.failing = false;
      this.unwritten = undefined;
    }
  }

  private report(error: unknown): void {
    if (!this.failing) this.fallback.error(`The log cannot be saved now and is kept in memory: ${messageOf(error)}`);
    this.failing = true;
    this.failure = error;
  }
}

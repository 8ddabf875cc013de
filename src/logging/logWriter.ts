import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { hasCode, messageOf } from '../base/errors';
import type { Logger } from './logger';
import type { LineSink } from './memoryLogHandler';
import { logLevels, type LogRecord } from './record';

/** Consecutive lines of a log; `firstLine` counts from 0 and tells a chunk that comes twice. */
interface Chunk {
  readonly firstLine: number;
  readonly lineCount: number;
  readonly text: string;
}

/** Where the records of one run are kept for good. */
export interface LogStore {
  append(chunk: Chunk): Promise<void>;
}

/** In milliseconds: within the second that a record may be lost for, with room for the write itself. */
const longestWait = 500;
const linesPerChunk = 1000;
/** How long to wait before a failed write is tried again, in milliseconds. */
const retryWait = 1000;

/**
 * Keeps the lines of a task in the project database while the task runs: in chunks of up to 1,000 lines, at most half a
 * second behind, errors at once, one write at a time. A chunk that could not be written stays, and is tried again.
 */
export class LogWriter implements LineSink {
  private readonly full: Chunk[] = [];
  private open: string[] = [];
  private firstOpenLine = 0;
  private timer: Disposable | undefined;
  private writing: Promise<void> | undefined;
  private failing = false;
  private disposed = false;

  constructor(
    private readonly store: LogStore,
    private readonly clock: Clock,
    private readonly fallback: Logger,
  ) {}

  write(record: LogRecord, line: string): void {
    this.open.push(line);
    if (this.open.length >= linesPerChunk) this.closeChunk();
    const urgent = this.full.length > 0 || logLevels[record.level] >= logLevels.ERROR;
    if (urgent && !this.failing) void this.writeAll();
    else this.writeAfter(longestWait);
  }

  /** Resolves when all lines so far are written, or could not be: `fallback` has the cause then. */
  async flush(): Promise<void> {
    await this.writing;
    await this.writeAll();
  }

  /** Stops writing: the run is over, and its lease with it. */
  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
    this.timer = undefined;
  }

  private closeChunk(): void {
    const lines = this.open;
    if (lines.length === 0) return;
    this.full.push({ firstLine: this.firstOpenLine, lineCount: lines.length, text: lines.join('\n') });
    this.firstOpenLine += lines.length;
    this.open = [];
  }

  private writeAfter(milliseconds: number): void {
    if (this.writing || this.disposed) return;
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
      else if (this.open.length > 0) this.writeAfter(longestWait);
    });
    return this.writing;
  }

  private async writeChunks(): Promise<void> {
    this.closeChunk();
    for (let chunk = this.full[0]; chunk && !this.disposed; chunk = this.full[0]) {
      try {
        await this.store.append(chunk);
      } catch (error) {
        this.report(error);
        if (hasCode(error, 'LEASE_LOST')) this.dispose();
        return;
      }
      this.failing = false;
      this.full.shift();
    }
  }

  private report(error: unknown): void {
    if (!this.failing) this.fallback.error(`The log cannot be saved now and is kept in memory: ${messageOf(error)}`);
    this.failing = true;
  }
}

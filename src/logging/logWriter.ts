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
/** So many lines are written without waiting any longer. */
const linesWorthWriting = 1000;
/** A chunk takes all the lines that came while the last one was written, up to so many lines or characters. */
const longestChunk = { lines: 8000, characters: 1_000_000 };
/** How long to wait before a failed write is tried again, in milliseconds. */
const retryWait = 1000;

/**
 * Keeps the lines of a task in the project database while the task runs: in chunks, at most half a
 * second behind, errors at once, one write at a time. A chunk that could not be written stays, and is tried again; once
 * the lease of the run is lost, nothing more is written.
 */
export class LogWriter implements LineSink {
  private readonly open: string[] = [];
  private firstOpenLine = 0;
  /** The chunk that is being written, or that could not be written. */
  private unwritten: Chunk | undefined;
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
    if (this.disposed) return;
    this.open.push(line);
    const urgent = this.open.length >= linesWorthWriting || logLevels[record.level] >= logLevels.ERROR;
    if (urgent && !this.failing) void this.writeAll();
    else this.writeAfter(longestWait);
  }

  /** Resolves when all lines so far are written, or could not be: `fallback` has the cause then. */
  async flush(): Promise<void> {
    await this.writing;
    await this.writeAll();
  }

  /** The lines that are not written, for whoever ends the run; empty after a flush that went well. */
  get rest(): string {
    return [...(this.unwritten ? [this.unwritten.text] : []), ...this.open].join('\n');
  }

  /** Stops writing: the run is over, and its lease with it. */
  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
    this.timer = undefined;
  }

  /** Takes the next lines for a chunk; none when there are no more. */
  private nextChunk(): Chunk | undefined {
    let lineCount = 0;
    let characters = 0;
    for (const line of this.open) {
      if (lineCount === longestChunk.lines || characters >= longestChunk.characters) break;
      lineCount += 1;
      characters += line.length;
    }
    if (lineCount === 0) return undefined;
    const chunk = { firstLine: this.firstOpenLine, lineCount, text: this.open.splice(0, lineCount).join('\n') };
    this.firstOpenLine += lineCount;
    return chunk;
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
  }
}

import type { Clock } from '../base/clock';
import { formatDuration } from '../base/duration';
import { LinePages } from './linePages';
import { LogFormatter } from './logFormatter';
import { logLevels, type LogHandler, type LogLevel, type LogRecord } from './record';

/** Gets each line of a handler when it is logged: an output channel, the project database. */
export interface LineSink {
  /** @param line the record as the handler formatted it */
  write(record: LogRecord, line: string): void;
  /** Resolves when everything written so far has been saved or shown; never rejects. */
  flush?(): Promise<void>;
}

/**
 * The largest number of characters that are kept, a quarter of the longest possible string; beyond it, the oldest lines
 * are dropped.
 */
export const longestLog = 128 * 1024 * 1024;

/**
 * The log of one task: formats each record, buffers it, and passes it on to its sinks. The buffer is bounded
 * (`longestLog`): of a longer log, only the last part is kept here; the sinks get all of it.
 */
export class MemoryLogHandler implements LogHandler {
  private readonly formatter = new LogFormatter();
  private lines = new LinePages(longestLog);
  private readonly sinks: LineSink[] = [];
  private readonly broken = new WeakSet<LineSink>();
  private readonly createdAt: number;
  private readonly threshold: number;

  /**
   * @param onSinkError called once for each sink that throws
   * @param level records below it are left out
   */
  constructor(
    private readonly clock: Clock,
    private readonly onSinkError: (error: unknown) => void,
    level: LogLevel = 'INFO',
  ) {
    this.createdAt = clock.now();
    this.threshold = logLevels[level];
  }

  /** Passes every further line on to `sink`. If one sink throws, the others still get the line. */
  addSink(sink: LineSink): void {
    this.sinks.push(sink);
  }

  handle(record: LogRecord): void {
    if (logLevels[record.level] < this.threshold) return;
    const line = this.formatter.format(record);
    this.lines.push(line);
    for (const sink of this.sinks) {
      try {
        sink.write(record, line);
      } catch (error) {
        if (!this.broken.has(sink)) this.onSinkError(error);
        this.broken.add(sink);
      }
    }
  }

  /** Everything logged since the start or the last `clearLogs`, joined with `\n`. */
  getLogs(): string {
    return this.getPieces().join('\n');
  }

  /** The same text in pieces, to be joined with `\n`, so that a long log need not be one string. */
  getPieces(): readonly string[] {
    const { dropped } = this.lines;
    const note = dropped > 0 ? [`… ${dropped} earlier lines are no longer kept in memory.`] : [];
    return [...note, ...this.lines.texts()];
  }

  clearLogs(): void {
    this.lines = new LinePages(longestLog);
  }

  /** Appends the summary of a task; its duration is measured from the creation of this handler. */
  addSummary(processed: number, failed: number, _total: number): void {
    const now = this.clock.now();
    const duration = formatDuration(now - this.createdAt);
    const message = `Completed: ${processed} successful, ${failed} failed, Total time: ${duration}`;
    this.handle({ time: now, level: 'INFO', message });
  }

  /** Resolves when every sink has handled all records so far. */
  async flush(): Promise<void> {
    for (const sink of this.sinks) await sink.flush?.();
  }
}

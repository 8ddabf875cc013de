import type * as vscode from 'vscode';
import type { LineSink } from '../../logging/memoryLogHandler';
import type { LogHandler, LogLevel, LogRecord } from '../../logging/record';

/** The channel's own levels, which decide whether and in which colour it shows a record. */
const channelMethods = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  ERROR: 'error',
} as const satisfies Record<LogLevel, keyof vscode.LogOutputChannel>;

/** Shows records in the output channel as they arrive. The channel adds the time itself. */
export class OutputSink implements LineSink, LogHandler {
  /** @param prefix is put before every message, and names its task */
  constructor(
    private readonly channel: Pick<vscode.LogOutputChannel, (typeof channelMethods)[LogLevel]>,
    private readonly prefix = '',
  ) {}

  write(record: LogRecord): void {
    if (record.ofPart) return;
    this.channel[channelMethods[record.level]](this.prefix + record.message);
  }

  handle(record: LogRecord): void {
    this.write(record);
  }
}

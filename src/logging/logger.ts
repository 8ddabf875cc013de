import type { Clock } from '../base/clock';
import { cleanMessage, type LogHandler, type LogLevel } from './record';

/** Takes messages of one part of the program. */
export interface Logger {
  readonly name: string;
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
}

export interface LoggerOptions {
  readonly clock: Clock;
  /** Removes the secrets from a message. */
  readonly redact: (text: string) => string;
  /** Called once for each handler that throws; logging goes on. */
  readonly onHandlerError: (error: unknown) => void;
}

/** A logger with its own handlers: its records reach no other logger's. */
export class HandlerLogger implements Logger {
  private readonly broken = new WeakSet<LogHandler>();
  private closed = false;

  constructor(
    readonly name: string,
    private readonly handlers: readonly LogHandler[],
    private readonly options: LoggerOptions,
  ) {}

  debug(message: string): void {
    this.log('DEBUG', message);
  }

  info(message: string): void {
    this.log('INFO', message);
  }

  warning(message: string): void {
    this.log('WARNING', message);
  }

  error(message: string): void {
    this.log('ERROR', message);
  }

  /** Ignores all further messages. */
  close(): void {
    this.closed = true;
  }

  private log(level: LogLevel, message: string): void {
    if (this.closed) return;
    const record = {
      time: this.options.clock.now(),
      level,
      message: cleanMessage(message, this.options.redact),
    };
    for (const handler of this.handlers) {
      try {
        handler.handle(record);
      } catch (error) {
        this.reportOnce(handler, error);
      }
    }
  }

  private reportOnce(handler: LogHandler, error: unknown): void {
    if (this.broken.has(handler)) return;
    this.broken.add(handler);
    this.options.onHandlerError(error);
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from './connection';

const busyLimitMilliseconds = 5_000;
const maxPauseMilliseconds = 20;

/** Checks the place that a writer writes to. */
export interface WriterGuard {
  /** Called before each piece of work. @throws ThothError if a write would be lost */
  check(): Promise<void>;
  /** Translates the error of a piece of work into one with advice for a person. */
  explain(error: unknown): Promise<unknown>;
}

/**
 * Runs all writes one after the other: a log record never becomes part of another transaction, and two writers in one
 * process never wait for each other's lock.
 */
export class Writer {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly connection: Connection,
    private readonly guard?: WriterGuard,
  ) {}

  /** Runs one statement, which takes effect completely or not at all. */
  run<T>(statement: (connection: Connection) => Promise<T>): Promise<T> {
    return this.guarded(() => this.retryWhileBusy(() => statement(this.connection)));
  }

  /**
   * Runs `work` in a transaction, which is rolled back after an error. `work` runs again, from its start, if the engine
   * rolled back because of another transaction.
   */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.guarded(() => this.retryWhileBusy(() => this.attempt(work)));
  }

  /** Closes the connection after all earlier work is done. */
  close(): Promise<void> {
    return this.inTurn(() => this.connection.close());
  }

  private async attempt<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const transaction = await this.connection.engine.begin(this.connection);
    try {
      const result = await work(transaction.connection);
      await transaction.commit();
      return result;
    } catch (error) {
      // After some errors the engine has already rolled back; it then reports that there is no transaction.
      await transaction.rollback(error).catch(() => undefined);
      throw error;
    }
  }

  private retryWhileBusy<T>(attempt: () => Promise<T>): Promise<T> {
    return whileBusy(attempt, (error) => this.connection.engine.isBusy(error));
  }

  private guarded<T>(work: () => Promise<T>): Promise<T> {
    const { guard } = this;
    if (!guard) return this.inTurn(work);
    return this.inTurn(async () => {
      await guard.check();
      try {
        return await work();
      } catch (error) {
        throw await guard.explain(error);
      }
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}

/**
 * Retries while another process holds a lock. Waiting here, and not in SQLite's busy handler, keeps the few threads
 * free that do all file access of the editor.
 */
export async function whileBusy<T>(attempt: () => Promise<T>, isBusy: (error: unknown) => boolean): Promise<T> {
  const deadline = performance.now() + busyLimitMilliseconds;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await pause(1 + Math.random() * maxPauseMilliseconds);
    }
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from './connection';

const patienceMilliseconds = 5_000;
const longestPauseMilliseconds = 20;

/** Checks the place that a writer writes into. */
export interface WriterGuard {
  /** Called before each piece of work. @throws ThothError where writing would be lost */
  check(): Promise<void>;
  /** The error of a piece of work, as a person can use it. */
  explain(error: unknown): Promise<unknown>;
}

/**
 * Everything that writes, one after the other: a log record never lands in another's transaction, and two writers of one
 * process never wait for each other's lock.
 */
export class Writer {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly connection: Connection,
    private readonly guard?: WriterGuard,
  ) {}

  /** Runs one statement, which has its effect wholly or not at all. */
  run<T>(statement: (connection: Connection) => Promise<T>): Promise<T> {
    return this.guarded(() => this.patiently(() => statement(this.connection)));
  }

  /**
   * Runs `work` in a transaction; an error undoes all of it. `work` runs again, from its start, where the engine undid it
   * because of another transaction.
   */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.guarded(() => this.patiently(() => this.attempt(work)));
  }

  /** Closes the connection once what was asked before is done. */
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
      // Engines have already rolled back after some errors, and then say that there is no transaction.
      await transaction.rollback(error).catch(() => undefined);
      throw error;
    }
  }

  private patiently<T>(attempt: () => Promise<T>): Promise<T> {
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
 * Tries again while another process is in the way. Waiting here and not in SQLite's busy handler keeps free the few
 * threads that do all file access of the editor.
 */
export async function whileBusy<T>(attempt: () => Promise<T>, isBusy: (error: unknown) => boolean): Promise<T> {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await pause(1 + Math.random() * longestPauseMilliseconds);
    }
  }
}

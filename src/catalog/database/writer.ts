import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from './connection';
import { engineCodeOf } from './engineCode';

const patienceMilliseconds = 5_000;
const longestPauseMilliseconds = 20;

/** Watches over what a writer writes into. */
export interface WriterGuard {
  /** Called before each piece of work. @throws ThothError where writing would be in vain */
  check(): Promise<void>;
  /** The error of a piece of work, as a person can use it. */
  explain(error: unknown): unknown;
}

/**
 * Everything that writes, one after the other on one connection: a log record never lands in another's transaction, and
 * two writers of one process never wait for each other's lock.
 */
export class Writer {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly connection: Connection,
    private readonly guard?: WriterGuard,
  ) {}

  /** Runs one statement, which has its effect wholly or not at all. */
  run<T>(statement: (connection: Connection) => Promise<T>): Promise<T> {
    return this.guarded(() => whileBusy(() => statement(this.connection)));
  }

  /** Runs `work` in a transaction that holds the write lock from its start; an error undoes all of it. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.guarded(async () => {
      await whileBusy(() => this.connection.change('BEGIN IMMEDIATE'));
      try {
        const result = await work(this.connection);
        await whileBusy(() => this.connection.change('COMMIT'));
        return result;
      } catch (error) {
        // SQLite has already rolled back after some errors, and then says that there is no transaction.
        await this.connection.change('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  /** Closes the connection once what was asked before is done. */
  close(): Promise<void> {
    return this.inTurn(() => this.connection.close());
  }

  private guarded<T>(work: () => Promise<T>): Promise<T> {
    const { guard } = this;
    if (!guard) return this.inTurn(work);
    return this.inTurn(async () => {
      await guard.check();
      try {
        return await work();
      } catch (error) {
        throw guard.explain(error);
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
 * Tries again while another process holds the lock. Waiting here and not in SQLite's busy handler keeps free the few
 * threads that do all file access of the editor.
 */
export async function whileBusy<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const busy = engineCodeOf(error)?.startsWith('SQLITE_BUSY') ?? false;
      if (!busy || performance.now() > deadline) throw error;
      await pause(1 + Math.random() * longestPauseMilliseconds);
    }
  }
}

import type { Connection } from './connection';
import { busyMilliseconds, retryAfterErrors } from './retry';

/** What is known of a piece of work. */
interface WorkOptions {
  /**
   * Whether doing it twice has the effect of doing it once. It is then done again where the connection was lost after it
   * had been sent, and nobody knows whether it took effect; a transaction gives the result of the first time.
   */
  readonly isIdempotent?: boolean;
}

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
  run<T>(statement: (connection: Connection) => Promise<T>, { isIdempotent = false }: WorkOptions = {}): Promise<T> {
    return this.retried(
      () => isIdempotent,
      () => statement(this.connection),
    );
  }

  /**
   * Runs `work` in a transaction, which is rolled back after an error. `work` runs again, from its start, if the engine
   * rolled back because of another transaction, or if the connection was lost before the end.
   */
  transaction<T>(work: (connection: Connection) => Promise<T>, { isIdempotent = false }: WorkOptions = {}): Promise<T> {
    const { engine } = this.connection;
    // of the first attempt whose end nobody knows
    let undecided: { readonly result: T } | undefined;
    const attempt = async (): Promise<T> => {
      let done: { readonly result: T } | undefined;
      try {
        const result = await this.attempt(work, (worked) => (done = { result: worked }));
        return undecided ? undecided.result : result;
      } catch (error) {
        if (engine.isLost(error)) undecided ??= done;
        throw error;
      }
    };
    return this.retried(() => isIdempotent || !undecided, attempt);
  }

  /** Closes the connection after all earlier work is done. */
  close(): Promise<void> {
    return this.inTurn(() => this.connection.close());
  }

  /** @param onCommit called with the result before the transaction is committed */
  private async attempt<T>(work: (connection: Connection) => Promise<T>, onCommit: (result: T) => void): Promise<T> {
    const transaction = await this.connection.engine.begin(this.connection);
    try {
      const result = await work(transaction.connection);
      onCommit(result);
      await transaction.commit();
      return result;
    } catch (error) {
      // After some errors the engine has already rolled back; it then reports that there is no transaction.
      await transaction.rollback(error).catch(() => undefined);
      throw error;
    }
  }

  /** @param mayRepeat whether an attempt may be made after one whose connection was lost */
  private retried<T>(mayRepeat: () => boolean, attempt: () => Promise<T>): Promise<T> {
    const { engine } = this.connection;
    const limitAfter = (error: unknown): number => {
      if (engine.isBusy(error)) return busyMilliseconds;
      return engine.isLost(error) && mayRepeat() ? engine.reconnectMilliseconds : 0;
    };
    return this.guarded(() => retryAfterErrors(limitAfter, attempt));
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

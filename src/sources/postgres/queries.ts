import { awaitUnlessCancelled, onAbort } from '../../base/cancellation';
import { throwIfCancelled, ThothError } from '../../base/errors';
import { cancelConnection, connect } from './connect';
import type { PostgresConnection, Query, Row, RunQuery } from './connection';
import type { Destination } from './destination';
import { connectionClosed, connectionGone, queryError, sqlState } from './errors';

interface Purpose {
  /** The table or view that is read, where it is only one; its name is in the errors. */
  readonly table?: string;
  /** The server stops a query after this many milliseconds; the limit for catalog queries if absent. */
  readonly timeout?: number;
}

/**
 * Runs the transactions of one source, one after the other, on one connection. It connects for the first query, and again
 * after the connection was lost.
 */
export class PostgresQueries {
  private connection: PostgresConnection | undefined;
  private wasConnected = false;
  /** Resolves when the last query has ended, failed or not. */
  private turn: Promise<unknown> = Promise.resolve();
  private readonly cancelling = new Set<Promise<void>>();
  private readonly closing = new AbortController();

  constructor(private readonly destination: Destination) {}

  /**
   * @returns the rows, each with its cells as text
   * @throws ThothError with one of the SOURCE_ codes; CANCELLED as soon as the signal is aborted
   */
  run(query: Query & Purpose, signal: AbortSignal): Promise<Row[]> {
    return this.inTransaction((run) => run(query), query, signal);
  }

  /** Runs the queries of `work` in one transaction, and throws as `run` does. */
  inTransaction<T>(work: (run: RunQuery) => Promise<T>, purpose: Purpose, signal: AbortSignal): Promise<T> {
    const result = this.turn.then(() => this.runNow(work, purpose, signal));
    this.turn = result.catch(() => undefined);
    return awaitUnlessCancelled(result, signal);
  }

  /** Cancels the running query, and waits until the server has closed everything of this source. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.turn;
    await this.connection?.close();
    await Promise.all(this.cancelling);
  }

  private async runNow<T>(
    work: (run: RunQuery) => Promise<T>,
    { table, timeout }: Purpose,
    signal: AbortSignal,
  ): Promise<T> {
    throwIfCancelled(signal);
    const connection = await this.connected(signal);
    const stops = [signal, this.closing.signal].map((stop) => onAbort(stop, () => this.cancel(connection)));
    try {
      return await connection.inTransaction(work, timeout);
    } catch (error) {
      throwIfCancelled(signal);
      this.requireOpen();
      if (!isAboutTheQuery(error)) connection.destroy();
      throw queryError(error, this.destination, table);
    } finally {
      for (const stop of stops) stop.dispose();
    }
  }

  private async connected(signal: AbortSignal): Promise<PostgresConnection> {
    this.requireOpen();
    if (this.connection?.isOpen) return this.connection;
    try {
      this.connection = await connect(this.destination, AbortSignal.any([signal, this.closing.signal]));
      this.wasConnected = true;
      return this.connection;
    } catch (error) {
      throwIfCancelled(signal);
      this.requireOpen();
      throw this.wasConnected && error instanceof ThothError ? connectionGone(error, this.destination) : error;
    }
  }

  private requireOpen(): void {
    if (this.closing.signal.aborted) throw connectionClosed(this.destination);
  }

  /** Drops the connection of a cancelled query: a late cancel could stop the next query. */
  private cancel(connection: PostgresConnection): void {
    if (this.connection !== connection) return;
    this.connection = undefined;
    const cancelling = cancelConnection(connection, this.destination);
    this.cancelling.add(cancelling);
    void cancelling.then(() => this.cancelling.delete(cancelling));
  }
}

/** Whether only the query failed, and the connection can be used again. */
function isAboutTheQuery(error: unknown): boolean {
  return !/^(|08...|57P..)$/.test(sqlState(error));
}

import { awaitUnlessCancelled, onAbort } from '../../base/cancellation';
import { throwIfCancelled, ThothError } from '../../base/errors';
import { cancelConnection, connect } from './connect';
import type { PostgresConnection, Query, Row } from './connection';
import type { Destination } from './destination';
import { connectionClosed, connectionGone, queryError } from './errors';
import { sqlState } from './failures';

interface SourceQuery extends Query {
  /** The table or view that it reads, where it is only one; errors name it. */
  readonly table?: string;
}

/**
 * Runs the queries of one source on one connection, one after the other, so that a busy server is never asked two
 * things at a time. The connection is made when it is first needed, and again after it was lost.
 */
export class PostgresQueries {
  private connection: PostgresConnection | undefined;
  private wasConnected = false;
  /** Settles, without an error, when the last query that was asked for has ended. */
  private turn: Promise<unknown> = Promise.resolve();
  private readonly cancelling = new Set<Promise<void>>();
  private readonly closing = new AbortController();

  constructor(private readonly destination: Destination) {}

  /**
   * @returns the rows, each with its cells as text
   * @throws ThothError with one of the SOURCE_ codes; CANCELLED as soon as the signal is aborted
   */
  run(query: SourceQuery, signal: AbortSignal): Promise<Row[]> {
    const rows = this.turn.then(() => this.runNow(query, signal));
    this.turn = rows.catch(() => undefined);
    return awaitUnlessCancelled(rows, signal);
  }

  /** Ends the query that runs, and waits until nothing of the source is left on the server. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.turn;
    await this.connection?.close();
    await Promise.all(this.cancelling);
  }

  private async runNow(query: SourceQuery, signal: AbortSignal): Promise<Row[]> {
    throwIfCancelled(signal);
    const connection = await this.connected(signal);
    const stops = [signal, this.closing.signal].map((stop) => onAbort(stop, () => this.cancel(connection)));
    try {
      return await connection.query(query);
    } catch (error) {
      throwIfCancelled(signal);
      this.requireOpen();
      if (query.rowsAtATime || !isAboutTheQuery(error)) connection.destroy();
      throw queryError(error, this.destination, query.table);
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

  /** A cancelled connection is not used again: the cancelling could meet the next query. */
  private cancel(connection: PostgresConnection): void {
    if (this.connection !== connection) return;
    this.connection = undefined;
    const cancelling = cancelConnection(connection, this.destination);
    this.cancelling.add(cancelling);
    void cancelling.then(() => this.cancelling.delete(cancelling));
  }
}

/** Whether the connection is as good as before: the server itself said what was wrong, and goes on. */
function isAboutTheQuery(error: unknown): boolean {
  return !/^(|08...|57P..)$/.test(sqlState(error));
}

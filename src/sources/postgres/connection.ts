import type { Client, QueryArrayConfig, QueryArrayResult } from 'pg';
import type { ServerSocket } from '../../base/servers/serverSocket';
import type { Destination } from './destination';
import { writableTransaction } from './errors';

/** The cells of a row, as text. */
export type Row = readonly (string | null)[];

export interface Query {
  readonly sql: string;
  readonly values?: readonly (string | number)[];
  /** The server stops the query after this many milliseconds; the limit for catalog queries if absent. */
  readonly timeout?: number;
  /**
   * How many rows the server sends before it waits for the driver; all of them if absent. With this limit, a large
   * result leaves turns for the event loop. After an error, close the connection: the driver leaves the server waiting.
   */
  readonly rowsAtATime?: number;
}

/** Runs a query in a transaction that is open. */
export type RunQuery = (query: Query) => Promise<Row[]>;

/** The driver has this option, but its types do not. */
interface PagedQuery extends QueryArrayConfig {
  readonly rows: number;
}

/** How long closing may take, in milliseconds. */
const closeTimeout = 2_000;

/** All values stay text: a query asks for JSON where it needs something else. */
const asText = { getTypeParser: () => (value: string) => value };

/**
 * How values and definitions are written as text. The server, the login or another user of a pooled session may have
 * set this otherwise.
 */
const textSettings = [
  "client_encoding = 'UTF8'",
  'standard_conforming_strings = on',
  'quote_all_identifiers = off',
  "DateStyle = 'ISO'",
  "IntervalStyle = 'postgres'",
  'extra_float_digits = 1',
  "bytea_output = 'hex'",
];

/** Identifies a transaction on the server, so that only its query is cancelled. */
export interface ServerTransaction {
  /** The id of the server's process. Behind a pooler it may be another one for each transaction. */
  readonly processId: string;
  /** When the transaction began, in seconds since 1970 UTC, as the server writes it. */
  readonly startTime: string;
}

/**
 * One connection, which runs one transaction at a time. Each is read-only, and is rolled back. In it, names are looked up in pg_catalog only, so that no function or operator of a user is called in place of
 * the server's own. Nothing is set for the session: a pooler hands it to others.
 */
export class PostgresConnection {
  private open = true;
  private accepted = false;
  private current: ServerTransaction | undefined;

  constructor(
    private readonly client: Client,
    private readonly socket: ServerSocket,
    private readonly destination: Destination,
  ) {
    client.connection.once('connect', () => (this.accepted = true));
    client.on('end', () => (this.open = false));
    // a running query rejects by itself; without a query, an error without a listener would end the process
    client.on('error', () => (this.open = false));
  }

  /** False once the connection is closed or broken. */
  get isOpen(): boolean {
    return this.open;
  }

  /** Whether something accepted the connection, even if it did not answer afterwards. */
  get wasAccepted(): boolean {
    return this.accepted;
  }

  /** The transaction of the query that is running. */
  get transaction(): ServerTransaction | undefined {
    return this.current;
  }

  /** @throws the driver's error when it cannot connect, or ThothError SOURCE_UNSUPPORTED where it could write */
  async start(): Promise<void> {
    await this.explained(this.client.connect());
    await this.query({ sql: 'SELECT 1' });
  }

  /** Runs one query in a transaction of its own, and throws as `inTransaction` does. */
  query(query: Query): Promise<Row[]> {
    return this.inTransaction((run) => run(query), query.timeout);
  }

  /**
   * @param work runs the queries
   * @param timeout after how many milliseconds the server stops a query; the limit for catalog queries if absent
   * @throws the driver's error, or ThothError SOURCE_UNSUPPORTED where the transaction could write
   */
  async inTransaction<T>(
    work: (run: RunQuery) => Promise<T>,
    timeout: number = this.destination.limits.catalog,
  ): Promise<T> {
    this.current = await this.begin(timeout);
    try {
      const result = await work((query) => this.runInTransaction(query));
      await this.explained(this.client.query('ROLLBACK'));
      return result;
    } catch (error) {
      await this.rollbackAfterError();
      throw error;
    } finally {
      this.current = undefined;
    }
  }

  private async runInTransaction({ sql, values = [], rowsAtATime = 0 }: Query): Promise<Row[]> {
    const query: PagedQuery = { text: sql, values: [...values], rowMode: 'array', types: asText, rows: rowsAtATime };
    try {
      const { rows } = await this.explained(this.client.query<(string | null)[]>(query));
      return rows;
    } catch (error) {
      // after an error the driver leaves the server waiting for the rest of a paged result
      if (rowsAtATime > 0) this.destroy();
      throw error;
    }
  }

  /** @param timeout after how many milliseconds the server stops a statement */
  private async begin(timeout: number): Promise<ServerTransaction> {
    const { limits } = this.destination;
    // one message, so that no pooler can come between the statements
    const begun = this.client.query({
      text: `
        BEGIN READ ONLY;
        SET LOCAL search_path = pg_catalog, pg_temp;
        SET LOCAL statement_timeout = ${Math.trunc(timeout)};
        SET LOCAL lock_timeout = ${Math.trunc(limits.lock)};
        SET LOCAL jit = off;
        ${textSettings.map((setting) => `SET LOCAL ${setting};`).join(' ')}
        SELECT pg_backend_pid(), date_part('epoch', now()), current_setting('transaction_read_only')`,
      rowMode: 'array',
      types: asText,
    });
    const results: unknown = await this.explained(begun);
    const last: unknown = Array.isArray(results) ? results.at(-1) : results;
    const [row] = (last as Partial<QueryArrayResult<(string | null)[]>> | undefined)?.rows ?? [];
    const [processId, startTime, readOnly] = row ?? [];
    if (readOnly !== 'on') throw writableTransaction(this.destination);
    return { processId: processId ?? '', startTime: startTime ?? '' };
  }

  /** Ends the transaction after an error. If that fails, the connection is not used again. */
  private async rollbackAfterError(): Promise<void> {
    if (!this.open) return;
    await this.client.query('ROLLBACK').catch(() => this.destroy());
  }

  /** Closes the connection; a query that is running fails. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.destroy(), closeTimeout);
    try {
      await this.client.end();
    } finally {
      clearTimeout(timer);
    }
  }

  destroy(): void {
    this.open = false;
    this.client.connection.stream.destroy();
    this.socket.destroy();
  }

  /** The reason why Thoth destroyed the connection, in place of the error by which the driver noticed it. */
  private async explained<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw this.socket.failure ?? error;
    }
  }
}

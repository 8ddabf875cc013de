import type { Client, QueryArrayConfig } from 'pg';
import type { Destination } from './destination';
import { quoted } from './names';

/** The cells of a row, as text. */
export type Row = readonly (string | null)[];

export interface Query {
  readonly sql: string;
  readonly values?: readonly (string | number)[];
  /** After how many milliseconds the server stops it; the limit for the catalog where absent. */
  readonly timeout?: number;
  /**
   * How many rows the server sends before it waits for the driver; all of them where absent. A large result then leaves
   * turns for the event loop. After an error, close the connection: the driver leaves the server waiting.
   */
  readonly rowsAtATime?: number;
}

/** The driver has this option, but its types do not. */
interface PagedQuery extends QueryArrayConfig {
  readonly rows: number;
}

/** How long closing may take, in milliseconds. */
const closeTimeout = 2_000;

/** All values stay text: a query asks for JSON where it needs something else. */
const asText = { getTypeParser: () => (value: string) => value };

/** One connection, which runs one query at a time. */
export class PostgresConnection {
  private open = true;
  private process = '';
  private readonly usualTimeout: number;
  private timeout: number;

  constructor(
    private readonly client: Client,
    { limits }: Destination,
  ) {
    this.usualTimeout = limits.catalog;
    this.timeout = limits.catalog;
    client.on('end', () => (this.open = false));
    // a running query rejects by itself; without a query, an error without a listener would end the process
    client.on('error', () => (this.open = false));
  }

  /** False once the connection is closed or broken. */
  get isOpen(): boolean {
    return this.open;
  }

  /** The id of the server's process for this connection. */
  get processId(): string {
    return this.process;
  }

  /** @throws the driver's error when it cannot connect */
  async start(schema: string): Promise<void> {
    await this.client.connect();
    // the server's own names come first, so that no function of a user can replace them
    const sql = `SELECT pg_catalog.pg_backend_pid(), pg_catalog.set_config('search_path', 'pg_catalog, ' || $1, false)`;
    const [row] = await this.query({ sql, values: [quoted(schema)] });
    this.process = row?.[0] ?? '';
  }

  /** @throws the driver's error */
  async query({ sql, values = [], timeout = this.usualTimeout, rowsAtATime = 0 }: Query): Promise<Row[]> {
    if (timeout !== this.timeout) {
      await this.client.query(`SET statement_timeout = ${Math.trunc(timeout)}`);
      this.timeout = timeout;
    }
    const query: PagedQuery = { text: sql, values: [...values], rowMode: 'array', types: asText, rows: rowsAtATime };
    const { rows } = await this.client.query<(string | null)[]>(query);
    return rows;
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
  }
}

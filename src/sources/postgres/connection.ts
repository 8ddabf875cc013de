import type { Client, QueryArrayConfig } from 'pg';
import type { Destination } from './destination';
import { quoted } from './names';

/** What the server gives, as text. */
export type Row = readonly (string | null)[];

export interface Query {
  readonly sql: string;
  readonly values?: readonly (string | number)[];
  /** After how many milliseconds the server ends it; the destination's `statement` where absent. */
  readonly timeout?: number;
  /**
   * After how many rows the server waits until these have been taken; never where absent. So a large result does not
   * arrive in one stretch. After an error the connection is of no more use: the driver leaves the server waiting.
   */
  readonly rowsAtATime?: number;
}

/** The driver's option, which its types leave out. */
interface PagedQuery extends QueryArrayConfig {
  readonly rows: number;
}

/** How long taking leave of the server may take, in milliseconds. */
const goodbyePatience = 2_000;

/** Text as it comes: what the program needs as something else, it asks for as JSON. */
const asText = { getTypeParser: () => (value: string) => value };

/** One connection, ready for queries. They must be asked one after the other. */
export class PostgresConnection {
  private open = true;
  private process = '';
  private readonly usualTimeout: number;
  private timeout: number;

  constructor(
    private readonly client: Client,
    { timeouts }: Destination,
  ) {
    this.usualTimeout = timeouts.statement;
    this.timeout = timeouts.statement;
    client.on('end', () => (this.open = false));
    // what breaks a query is told by the query; while there is none, an error without a listener ends the process
    client.on('error', () => (this.open = false));
  }

  /** Whether nothing is known to have broken it. */
  get isOpen(): boolean {
    return this.open;
  }

  /** The server's process that works for this connection. */
  get processId(): string {
    return this.process;
  }

  /** @throws the driver's error when no connection comes about */
  async start(schema: string): Promise<void> {
    await this.client.connect();
    // the server's own names first: nobody else's function can take their place
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

  /** Takes leave of the server; a query that runs fails. */
  async close(): Promise<void> {
    const impatient = setTimeout(() => this.destroy(), goodbyePatience);
    try {
      await this.client.end();
    } finally {
      clearTimeout(impatient);
    }
  }

  destroy(): void {
    this.open = false;
    this.client.connection.stream.destroy();
  }
}

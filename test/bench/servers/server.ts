import type { TestServer } from '../../unit/support/servers';

/** What a reader found, to be held against what there is; no relationships from those that read none. */
export interface Found {
  readonly tables: number;
  readonly columns: number;
  readonly relationships?: number;
}

/** Reads a whole database, on a connection that is already open. */
export interface Reader {
  read(): Promise<Found>;
  close(): Promise<void>;
}

export type OpenReader = (database: string) => Promise<Reader>;

/** A database server that the benchmarks read from, without Thoth's own code. */
export interface BenchServer {
  readonly dbType: string;
  /** For people: `PostgreSQL`. */
  readonly label: string;
  readonly address: TestServer;
  /** Makes a database of as many sample tables as asked for, of 12 columns and 1.5 foreign keys each, all with comments. */
  create(database: string, tableCount: number): Promise<void>;
  drop(database: string): Promise<void>;
  /** Ends all connections to a database: a server goes on with a query whose client was killed. */
  endQueries(database: string): Promise<void>;
  /** Asks what Thoth asks, unpacks what is packed, and throws it away. */
  readonly readRaw: OpenReader;
  /** Other libraries that read whole databases, by their packages' names. */
  readonly peers: Readonly<Record<string, OpenReader>>;
}

import type { ProjectDatabaseLocation } from '../../../src/catalog/projectDatabase';
import type { TestServer } from '../../unit/support/servers';

/** The values of a row, in the order of its columns. */
export type RawRow = readonly unknown[];

/** A database server that a project database can be on, without Thoth's own code. */
export interface ProjectServer {
  /** In the names of benchmarks, and the scheme of its URLs. */
  readonly name: string;
  readonly address: TestServer;
  /** Makes a database, unless it is there. */
  create(database: string): Promise<void>;
  drop(database: string): Promise<void>;
  connect(database: string): Promise<RawProject>;
}

/** A connection to a project database through the engine's driver and nothing else: what the floors are made of. */
export interface RawProject {
  /** All rows of a table, in the order of its ids. */
  all(table: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Inserts rows in one statement, which is a transaction: in the way that is the fastest on the engine. */
  insert(table: string, columns: readonly string[], rows: readonly RawRow[]): Promise<void>;
  close(): Promise<void>;
}

/** Where Thoth finds a project database. */
export function locationOf({ name, address }: ProjectServer, database: string): ProjectDatabaseLocation {
  const { host, port, user, password } = address;
  return { url: `${name}://${user}@${host}:${port}/${database}?sslmode=disable`, password };
}

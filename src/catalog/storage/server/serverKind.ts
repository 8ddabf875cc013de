import type { Dialect } from 'sequelize';
import type { ServerSocket } from '../../../base/servers/serverSocket';

/** The purpose of a connection: a reader may not write. */
export type ConnectionRole = 'writer' | 'reader';

/** How a connection is encrypted. */
export interface TlsOptions {
  /** Whether the server must prove its identity, by a certificate for this host. */
  readonly verify: boolean;
  readonly host: string;
  readonly certificates?: string;
}

/** Codes of errors of a server, or of the network, by their meaning. */
export interface ServerErrorCodes {
  /** The server rolled back because of another transaction, or did not start because of its locks. */
  readonly busy: readonly string[];
  /** Prefixes of the codes of errors that the rows themselves cause. */
  readonly rows: readonly string[];
  /** The server closes the connection. */
  readonly lost: readonly string[];
  /** The server stopped a statement at its time limit. */
  readonly slow: readonly string[];
  readonly login: readonly string[];
  readonly databaseMissing: readonly string[];
  readonly permission: readonly string[];
  readonly noTls: RegExp;
}

/** The part of a socket that ends a connection on which nothing happens. */
export interface SocketWithTimeout {
  setTimeout(milliseconds: number, onTimeout: () => void): unknown;
  destroy(error: Error): unknown;
}

/** A kind of database server: how to reach it, and what to set on each connection. */
export interface ServerKind {
  readonly title: string;
  readonly defaultPort: number;
  /** Sequelize's name for it. */
  readonly dialect: Dialect;
  readonly urlParameters: readonly string[];
  readonly codes: ServerErrorCodes;
  /**
   * The driver, loaded at the first call.
   * @param onSocket called with the socket of each connection before it connects
   */
  loadDriver(onSocket: (socket: ServerSocket) => void): Promise<object>;
  dialectOptions(tls: TlsOptions | undefined): object;
  /** The socket of a connection of the driver. */
  socketOf(connection: unknown): SocketWithTimeout;
  /** Whether an error is one of a connection pooler, and not of the server. */
  isOfPooler(error: unknown): boolean;
  /** Sets up a new connection of the driver. */
  prepare(connection: unknown, role: ConnectionRole, schema: string | undefined): Promise<void>;
  /** A query for `version`, as text, and `schema`, that of the tables, where the kind has schemas. */
  readonly versionQuery: string;
  /** The oldest version that Thoth supports, if this one is older; otherwise undefined. */
  oldestVersion(version: string): string | undefined;
  /** A query for `now`: the server's clock, in milliseconds since 1970 UTC. */
  readonly clockQuery: string;
  /** Statements by which windows take turns at migrating: the last one of `begin` gives 1 as `turn`. */
  readonly turn: { readonly begin: readonly string[]; readonly end?: string };
}

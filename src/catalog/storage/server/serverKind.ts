import type { Socket } from 'node:net';
import type { Dialect } from 'sequelize';

/** How a connection is encrypted, in PostgreSQL's words. */
export type SslMode = 'disable' | 'prefer' | 'require' | 'verify-full';

/** What a connection is for: those that read may not write. */
export type ConnectionRole = 'writer' | 'reader';

/** How a connection is encrypted. */
export interface TlsOptions {
  /** Whether the server must prove who it is, by a certificate for this host. */
  readonly verify: boolean;
  readonly host: string;
  readonly certificates?: string;
}

/** What an error of a server, or on the way to it, means. */
export interface ServerErrorCodes {
  /** Undone for the sake of another transaction, or not begun because of its locks. */
  readonly busy: readonly string[];
  /** Beginnings of the codes of errors that come of the rows themselves. */
  readonly rows: readonly string[];
  /** The server ends the connection. */
  readonly lost: readonly string[];
  readonly login: readonly string[];
  readonly databaseMissing: readonly string[];
  readonly permission: readonly string[];
  readonly noTls: RegExp;
}

/** A kind of database server: how it is reached, and what is to be set for each connection. */
export interface ServerKind {
  readonly title: string;
  readonly defaultPort: number;
  /** Sequelize's name for it. */
  readonly dialect: Dialect;
  readonly urlParameters: readonly string[];
  readonly codes: ServerErrorCodes;
  /** The driver, loaded at the first call. */
  loadDriver(): Promise<object>;
  dialectOptions(tls: TlsOptions | undefined): object;
  /** What a connection of the driver goes through. */
  socketOf(connection: unknown): Socket;
  /** Sets up a new connection of the driver. */
  prepare(connection: unknown, role: ConnectionRole, schema: string | undefined): Promise<void>;
  /** A query for `version`, a text. */
  readonly versionQuery: string;
  /** The oldest version that has all that is needed, where this one is older. */
  oldestVersion(version: string): string | undefined;
  /** A query for `now`: the server's clock, in milliseconds since 1970 UTC. */
  readonly clockQuery: string;
  /** Makes windows that bring the tables up to date take turns: the last `begin` gives 1 as `turn`. */
  readonly turn: { readonly begin: readonly string[]; readonly end?: string };
}

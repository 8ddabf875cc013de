import type { StatusPrefix, TaskState } from './runs';

/** The connection fields of a SqlDb. No password: it is never stored here. */
export interface SqlDbValues {
  readonly name: string;
  readonly dbType: string;
  readonly dbName: string;
  readonly dbHost?: string;
  readonly dbPort?: number;
  readonly schema?: string;
  readonly userName?: string;
  /** How the connection is encrypted: `disable`, `prefer`, `require` or `verify-full`. */
  readonly ssl?: string;
  readonly sslCaFile?: string;
  /** The server through which the database is reached. */
  readonly ssh?: SshValues;
  readonly language?: string;
  readonly workspaceId?: number;
}

/** How a SqlDb's database is reached through SSH. No password and no passphrase: they are never stored here. */
export interface SshValues {
  readonly host: string;
  readonly port?: number;
  readonly userName: string;
  /** `password`, `key` or `agent`. */
  readonly authentication: string;
  readonly keyFile?: string;
  readonly knownHostsFile?: string;
}

export interface SqlDb extends SqlDbValues {
  readonly id: number;
  readonly tasks: Readonly<Record<StatusPrefix, TaskState>>;
}

/** The registered databases. */
export interface SqlDbStore {
  /** All, in order of name. */
  list(): Promise<readonly SqlDb[]>;
  /** @throws ThothError NOT_FOUND */
  get(id: number): Promise<SqlDb>;
  /** @throws ThothError ALREADY_EXISTS when the name is taken, NOT_FOUND when the Workspace is not there */
  add(values: SqlDbValues): Promise<number>;
  /**
   * Removes it with its tables, columns, relationships, runs and logs.
   * @throws ThothError NOT_FOUND, or ALREADY_RUNNING while a task runs over it
   */
  remove(id: number): Promise<void>;
  /** Puts a SqlDb into a Workspace, or with null into none. @throws ThothError NOT_FOUND */
  assign(id: number, workspaceId: number | null): Promise<void>;
}

import type { TaskStates } from './runs';

/** The connection fields of a SqlDb, without the password, which is never stored here. */
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

/** How a SqlDb's database is reached through SSH, without password and passphrase, which are never stored here. */
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
  readonly tasks: TaskStates;
}

/** A group of SqlDbs, with tasks of its own that run over all of them. */
export interface Workspace {
  readonly id: number;
  readonly name: string;
  readonly tasks: TaskStates;
}

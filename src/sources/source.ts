import type { ServerTrust, SslMode } from '../base/servers/encryption';
import type { ColumnValues, TableKind, TableValues } from '../model/elements';

/** How to reach a database: the connection fields of a SqlDb, and its password. */
export interface SourceSettings {
  readonly dbType: string;
  /** The database's name; for a file-based engine the file's absolute path. */
  readonly dbName: string;
  readonly dbHost?: string;
  readonly dbPort?: number;
  /** The schema to read; empty or absent means the engine's default. */
  readonly schema?: string;
  readonly userName?: string;
  readonly password?: string;
  /** How the connection is encrypted; the engine's default where absent. Files ignore it. */
  readonly ssl?: SslMode;
  /** A file with the certificates of the authorities that are trusted, in PEM; the system's where absent. */
  readonly sslCaFile?: string;
  /** The server through which the database is reached; directly where absent. */
  readonly ssh?: SshSettings;
  /**
   * Whether rows may be read where that can run functions of other users, such as those in a view, with a login that
   * reaches the files, programs or settings of the server. False where absent. Files ignore it.
   */
  readonly sampleViews?: boolean;
  /** What is known of the server's encryption, and what the person allows; nothing where absent. Files ignore it. */
  readonly trust?: ServerTrust;
  /** Where the TCP connection goes: the local end of a tunnel. Absent where it goes to `dbHost` itself. */
  readonly address?: { readonly host: string; readonly port: number };
}

export { sslModes, type SslMode } from '../base/servers/encryption';

export const sshAuthentications = ['password', 'key', 'agent'] as const;

/** How to reach a server through SSH. */
export interface SshSettings {
  readonly host: string;
  /** 22 where absent. */
  readonly port?: number;
  readonly userName: string;
  readonly authentication: (typeof sshAuthentications)[number];
  /** The private key's file, for `key`. */
  readonly keyFile?: string;
  /** The file of known hosts; `~/.ssh/known_hosts` where absent. */
  readonly knownHostsFile?: string;
  /** The password, or the passphrase of the key. */
  readonly secret?: string;
}

export type SourceTableKind = TableKind;

/** A table as a source gives it. */
export type SourceTable = TableValues;

/** A column as a source gives it. */
export type SourceColumn = ColumnValues;

/** A foreign key whose target exists; all names are spelled as the catalog of the source spells them. */
export interface SourceForeignKey {
  /** The constraint's name; empty where the source keeps none. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly targetTable: string;
  /** As many as `columns`, pair by pair. */
  readonly targetColumns: readonly string[];
}

/** A foreign key without a target, and the reason, in a sentence for the log. */
export interface UnresolvedForeignKey {
  readonly columns: readonly string[];
  readonly targetTable: string;
  readonly reason: string;
}

/** The columns of one table, or the error that reading it met. Such an error does not affect the other tables. */
export type TableColumns =
  | { readonly table: string; readonly columns: readonly SourceColumn[] }
  | { readonly table: string; readonly error: Error };

/** The foreign keys of one table, or the error that reading them met. */
export type TableForeignKeys =
  | {
      readonly table: string;
      readonly foreignKeys: readonly SourceForeignKey[];
      readonly unresolved: readonly UnresolvedForeignKey[];
    }
  | { readonly table: string; readonly error: Error };

/**
 * A live, read-only connection to the database a SqlDb describes.
 * Every reading is set-based, and gives batches that are small enough to keep the editor smooth.
 * Each method rejects with a ThothError, CANCELLED once the signal is aborted.
 */
export interface Source {
  /** All user tables and views, in order of name (by code unit). */
  listTables(signal: AbortSignal): Promise<readonly SourceTable[]>;
  /** The columns of the given tables, each table once, in the given order, columns in the source's order. */
  readColumns(tables: readonly string[], signal: AbortSignal): AsyncIterable<readonly TableColumns[]>;
  /** The foreign keys of the given tables, each table once, in the given order. */
  readForeignKeys(tables: readonly string[], signal: AbortSignal): AsyncIterable<readonly TableForeignKeys[]>;
  /**
   * The first rows of a table or view, as the engine gives them: reads only these, however large the table is.
   * @param columns at least one column, in the order in which each row gives them
   * @returns rows of cells as text, each cut at `limits.characters` characters; NULL is null, binary data are shown by
   * their length only
   * @throws ThothError SOURCE_SAMPLE_WITHHELD, with the reason, for rows that `SourceSettings.sampleViews` would allow
   */
  readRows(
    table: string,
    columns: readonly string[],
    limits: RowLimits,
    signal: AbortSignal,
  ): Promise<readonly SourceRow[]>;
  /** The SQL that defines a view; null for a table, or if the definition may not be read. */
  readViewDefinition(table: string, signal: AbortSignal): Promise<string | null>;
  close(): Promise<void>;
}

/** The cells of one row, in the order of the columns that were asked for. */
export type SourceRow = readonly (string | null)[];

export interface RowLimits {
  /** The largest number of rows. */
  readonly rows: number;
  /** The largest length of a cell, in characters; longer ones are cut. */
  readonly characters: number;
}

/** One kind of database. */
export interface SourceEngine {
  readonly dbType: string;
  /** The engine's own name, for people: `SQLite`. */
  readonly label: string;
  /** Whether a database of this engine is a file, not a server. */
  readonly isFile: boolean;
  /** The usual endings of its files, in lower case, without a dot; none for servers. */
  readonly fileExtensions: readonly string[];
  /** The port its servers listen on where none is given; 0 for files. */
  readonly defaultPort: number;
  /** The schema that is read where none is given; empty for an engine whose databases have no schemas. */
  readonly defaultSchema: string;
  /** The schemes of its connection strings, without `:`; none for files. */
  readonly urlSchemes: readonly string[];
  /**
   * Connects, read-only, and checks that the catalog can be read.
   * @param onNotice called once, with a sentence, for each problem that the person should know but that stops nothing
   * @throws ThothError with one of the SOURCE_ or SSH_ codes, NATIVE_BINDING or CANCELLED
   */
  open(settings: SourceSettings, signal: AbortSignal, onNotice?: (notice: string) => void): Promise<Source>;
}

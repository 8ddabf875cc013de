import type { DataFormat } from './dataFormat';

/** What is needed to reach a database that is to be described: the connection fields of a SqlDb, and its password. */
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
}

export type SourceTableKind = 'table' | 'view' | 'virtual';

export interface SourceTable {
  readonly name: string;
  readonly kind: SourceTableKind;
  /** The source's own comment; empty where there is none. */
  readonly description: string;
}

export interface SourceColumn {
  readonly name: string;
  /** The type as the engine spells it; empty where a column has none. */
  readonly nativeType: string;
  readonly dataFormat: DataFormat;
  readonly nullable: boolean;
  /** The default as an SQL expression, or null where there is none. */
  readonly defaultValue: string | null;
  readonly generated: 'no' | 'virtual' | 'stored';
  readonly hidden: boolean;
  /** 1 for the first column of the primary key, 2 for the second…; 0 outside the key. */
  readonly primaryKeyPosition: number;
  /** The source's own comment; empty where there is none. */
  readonly description: string;
}

/** A foreign key whose target exists; all names are spelled as the catalog of the source spells them. */
export interface SourceForeignKey {
  /** The constraint's name; empty where the source keeps none. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly targetTable: string;
  /** As many as `columns`, pair by pair. */
  readonly targetColumns: readonly string[];
}

/** A foreign key that points at nothing, and why, in a sentence for the log. */
export interface UnresolvedForeignKey {
  readonly columns: readonly string[];
  readonly targetTable: string;
  readonly reason: string;
}

/** What one table gave: its columns, or the error that reading it met. The other tables are not touched by it. */
export type TableColumns =
  | { readonly table: string; readonly columns: readonly SourceColumn[] }
  | { readonly table: string; readonly error: Error };

/** What one table gave: its foreign keys, or the error that reading them met. */
export type TableForeignKeys =
  | {
      readonly table: string;
      readonly foreignKeys: readonly SourceForeignKey[];
      readonly unresolved: readonly UnresolvedForeignKey[];
    }
  | { readonly table: string; readonly error: Error };

/**
 * A live, read-only connection to the database a SqlDb describes.
 * Every reading is set-based, and is handed over in batches small enough that the editor stays smooth.
 * Each method rejects with a ThothError, CANCELLED once the signal is aborted.
 */
export interface Source {
  /** All user tables and views, in order of name (by code unit). */
  listTables(signal: AbortSignal): Promise<readonly SourceTable[]>;
  /** The columns of the given tables, each table once, in the given order, columns in the source's order. */
  readColumns(tables: readonly string[], signal: AbortSignal): AsyncIterable<readonly TableColumns[]>;
  /** The foreign keys of the given tables, each table once, in the given order. */
  readForeignKeys(tables: readonly string[], signal: AbortSignal): AsyncIterable<readonly TableForeignKeys[]>;
  close(): Promise<void>;
}

/** One kind of database, as the rest of the program sees it. */
export interface SourceEngine {
  readonly dbType: string;
  /** The engine's own name, for people: `SQLite`. */
  readonly label: string;
  /** Whether a database of this engine is a file that is picked, not a server that is reached. */
  readonly isFile: boolean;
  /**
   * Connects, read-only, and proves that the catalog can be read.
   * @throws ThothError SOURCE_NOT_FOUND, SOURCE_UNREADABLE, NATIVE_BINDING or CANCELLED
   */
  open(settings: SourceSettings, signal: AbortSignal): Promise<Source>;
}

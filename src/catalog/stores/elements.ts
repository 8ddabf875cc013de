import type { Comments } from './comments';

/** One table of a source as it was read; `kind` is the source's `SourceTableKind`. */
export interface TableValues {
  readonly name: string;
  readonly kind: string;
  readonly description: string;
  /** Tells whether the table's columns and keys must be read again; empty where the source cannot tell. */
  readonly fingerprint: string;
}

/** One column of a source as it was read. */
export interface ColumnValues {
  readonly name: string;
  readonly nativeType: string;
  readonly dataFormat: string;
  readonly nullable: boolean;
  readonly defaultValue: string | null;
  readonly generated: string;
  readonly hidden: boolean;
  readonly primaryKeyPosition: number;
  /** The labels of an enum; empty for all other types. */
  readonly enumValues: readonly string[];
  readonly description: string;
}

/** One pair of columns of a foreign key; a composite key gives one for each pair, by `position` from 1. */
export interface RelationshipValues {
  /** Tells the keys of one table apart; stable over reruns. */
  readonly constraintKey: string;
  readonly position: number;
  readonly sourceColumn: string;
  readonly targetTable: string;
  readonly targetColumn: string;
}

/** What a sync did: rows that are new, that differed, that were already so, and that the source has no more. */
export interface SyncCounts {
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly gone: number;
}

/** How many elements of a table are there, and not gone. */
export interface TableElements {
  readonly columns: number;
  readonly relationships: number;
}

/** What a sync did to the tables, and which of them need not be read further: their fingerprint is still the stored one. */
export interface TablesSync {
  readonly counts: SyncCounts;
  readonly unchanged: ReadonlyMap<string, TableElements>;
}

/** What a sync did to one table, or why the table could not be written. */
export type TableSync =
  | { readonly table: string; readonly counts: SyncCounts }
  | { readonly table: string; readonly error: Error };

export interface TableNode extends Comments {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
  readonly gone: boolean;
}

export interface ColumnNode extends ColumnValues, Comments {
  readonly id: number;
  /** `table.column, …`, or empty. */
  readonly foreignKey: string;
  readonly gone: boolean;
}

export interface RelationshipNode {
  readonly id: number;
  readonly sourceTable: string;
  readonly sourceColumns: readonly string[];
  readonly targetTable: string;
  readonly targetColumns: readonly string[];
  readonly gone: boolean;
}

/** How many elements a SqlDb has. */
export interface ElementCounts {
  readonly tables: number;
  readonly columns: number;
  readonly relationships: number;
}

/**
 * What the catalog knows of the sources: set-based writes, each in one short transaction, and the tree's reads. The writes
 * are those of a run that still holds its lease; LEASE_LOST is thrown where it does not, and nothing is written then.
 */
export interface ElementStore {
  /**
   * Makes the SqlDb's tables those of the source; one that vanished is marked gone and kept, one that came back counts as
   * updated. A person's description stays. A fingerprint that is another now is forgotten until `finishSync`.
   */
  syncTables(sqlDbId: number, taskId: string, tables: readonly TableValues[]): Promise<TablesSync>;
  /**
   * Makes each given table's columns those of the source, in one transaction for the batch; where that fails, table by
   * table, so that one table's error is its own. A column that only moved is not counted as updated.
   * @throws ThothError CANCELLED once the signal is aborted; nothing of the batch is written then
   */
  syncColumns(
    sqlDbId: number,
    taskId: string,
    batch: readonly { readonly table: string; readonly columns: readonly ColumnValues[] }[],
    signal: AbortSignal,
  ): Promise<readonly TableSync[]>;
  /**
   * The same for the foreign keys of each given table, and each column's `fk_field`. A table with a relationship whose
   * columns the catalog does not have is an error (NOT_FOUND), and stays as it was.
   */
  syncRelationships(
    sqlDbId: number,
    taskId: string,
    batch: readonly { readonly table: string; readonly relationships: readonly RelationshipValues[] }[],
    signal: AbortSignal,
  ): Promise<readonly TableSync[]>;
  /**
   * Ends a sync: remembers that these tables too were read and written whole, so that the next one can tell which are
   * unchanged.
   * @returns what the catalog now has of the SqlDb, as `count` gives it
   */
  finishSync(
    sqlDbId: number,
    taskId: string,
    whole: readonly Pick<TableValues, 'name' | 'fingerprint'>[],
  ): Promise<ElementCounts>;
  /** What is there and not gone, nor of a table that is gone. */
  count(sqlDbId: number): Promise<ElementCounts>;
  /** One query. In order of name. */
  listTables(sqlDbId: number): Promise<readonly TableNode[]>;
  /** One query. In the source's order. */
  listColumns(tableId: number): Promise<readonly ColumnNode[]>;
  /** One query. Composite keys as one. In order of table, then key. */
  listRelationships(sqlDbId: number): Promise<readonly RelationshipNode[]>;
}

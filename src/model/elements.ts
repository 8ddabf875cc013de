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

/** What stands written of a table or a column, and who wrote it. */
export interface Comments {
  /** The description that people own. */
  readonly description: string;
  /** What the source itself said when it was last read. */
  readonly sourceDescription: string;
  readonly generatedComment: string;
  /** Who wrote the generated comment: a model's name, or `schema`; empty where there is none. */
  readonly generatedBy: string;
  /** When, in milliseconds since 1970 UTC. */
  readonly generatedAt: number | null;
  /** Why the last attempt to generate a comment failed; empty where it did not. */
  readonly commentError: string;
}

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

/** A table or a column, as the tree shows it. */
export interface ElementReference {
  readonly type: 'table' | 'column';
  readonly id: number;
}

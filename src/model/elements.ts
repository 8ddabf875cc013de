import type { DataFormat } from './dataFormat';

/** The kinds of a source's tables. */
export type TableKind =
  'table' | 'view' | 'virtual' | 'partitionedTable' | 'partition' | 'materializedView' | 'foreignTable';

/** One table of a source as it was read. */
export interface TableValues {
  readonly name: string;
  readonly kind: TableKind;
  /** The source's own comment; empty where there is none. */
  readonly description: string;
  /**
   * Changes whenever the table's columns or foreign keys may have changed, so that a table with a known fingerprint
   * need not be read again; empty if the source has no cheap way to compute it.
   */
  readonly fingerprint: string;
}

/** How the database generates the values of a column; `no` if it does not. */
export type ColumnGeneration = 'no' | 'virtual' | 'stored' | 'identity';

/**
 * One column of a source as it was read. Properties that only some engines have are optional: the others omit them, and
 * the catalog stores the initial value of the field.
 */
export interface ColumnValues {
  readonly name: string;
  /** The type as the engine spells it; empty where a column has none. */
  readonly nativeType: string;
  readonly dataFormat: DataFormat;
  readonly nullable: boolean;
  /** The default as an SQL expression, or null where there is none. */
  readonly defaultValue: string | null;
  readonly generated: ColumnGeneration;
  readonly hidden: boolean;
  /** 1 for the first column of the primary key, 2 for the second…; 0 outside the key. */
  readonly primaryKeyPosition: number;
  /** The labels of an enum or set, in the engine's order; empty for all other types. */
  readonly enumValues: readonly string[];
  /** The source's own comment; empty where there is none. */
  readonly description: string;
}

/** One pair of columns of a foreign key; a composite key gives one for each pair, by `position` from 1. */
export interface RelationshipValues {
  /** Differs between the keys of one table; stable over reruns. */
  readonly constraintKey: string;
  readonly position: number;
  readonly sourceColumn: string;
  readonly targetTable: string;
  readonly targetColumn: string;
}

/** Whose words a description is; empty where nobody has given one. */
export type DescriptionAuthor = '' | 'source' | 'person' | 'generator';

/** The texts about a table or a column, and who wrote them. */
export interface Comments {
  /** The description, which belongs to people. */
  readonly description: string;
  /** `person` also where a person has emptied the description. */
  readonly descriptionAuthor: DescriptionAuthor;
  /** The name of the person or the generator; empty for the source's words. */
  readonly descriptionBy: string;
  /** The run that generated the description; empty where none did, or where it is not known. */
  readonly descriptionTaskId: string;
  /** What the source itself said when it was last read. */
  readonly sourceDescription: string;
  readonly generatedComment: string;
  /** Who wrote the generated comment: a model's name, or `schema`; empty where there is none. */
  readonly generatedBy: string;
  /** When, in milliseconds since 1970 UTC. */
  readonly generatedAt: number | null;
  /** The run that wrote the generated comment; empty where there is none, or where it is not known. */
  readonly generatedTaskId: string;
  /** Why the last attempt to generate a comment failed; empty where it did not. */
  readonly commentError: string;
}

export interface TableNode extends Comments {
  readonly id: number;
  readonly name: string;
  readonly kind: TableKind;
  readonly gone: boolean;
}

export interface ColumnNode extends Required<ColumnValues>, Comments {
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

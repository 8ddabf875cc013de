import type { ColumnNode, RelationshipNode } from './elements';

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

/** Which items a comment task is to describe: those without a generated comment, those that failed, or all. */
export type CommentMode = 'missing' | 'failed' | 'all';

/** Tables and columns by name; what is absent is not restricted. */
export interface ElementChoice {
  readonly tables?: readonly string[];
  /** As `table.column`. */
  readonly columns?: readonly string[];
}

/** A table, and which of its columns are meant. */
export interface ChosenColumns {
  readonly table: string;
  readonly columns: readonly string[];
}

/** A table with all that is known of it, for whoever describes it. */
export interface TableDescription {
  readonly name: string;
  readonly kind: string;
  readonly description: string;
  readonly generatedComment: string;
  /** In the source's order, without those that are gone. */
  readonly columns: readonly ColumnDescription[];
  /** Those that start or end at the table. */
  readonly relationships: readonly Omit<RelationshipNode, 'id' | 'gone'>[];
}

export type ColumnDescription = Pick<
  ColumnNode,
  | 'name'
  | 'nativeType'
  | 'dataFormat'
  | 'nullable'
  | 'primaryKeyPosition'
  | 'foreignKey'
  | 'defaultValue'
  | 'generated'
  | 'enumValues'
  | 'description'
  | 'generatedComment'
>;

/** What became of the comment of a table, or of one of its columns. */
export interface CommentResult {
  readonly table: string;
  /** Absent for the table itself. */
  readonly column?: string;
  /** The comment, or why there is none. */
  readonly outcome: { readonly comment: string } | { readonly error: string };
}

/** A table or a column, as the tree shows it. */
export interface ElementReference {
  readonly type: 'table' | 'column';
  readonly id: number;
}

/** The comments of tables and columns: what a task writes, and what people make of it. */
export interface CommentStore {
  /**
   * The tables to describe, in order of name; never one that is gone.
   * @throws ThothError NOT_FOUND for a name that the catalog does not have
   */
  listTables(sqlDbId: number, choice: ElementChoice, mode: CommentMode): Promise<readonly string[]>;
  /** The columns to describe, by table; otherwise as `listTables`. */
  listColumns(sqlDbId: number, choice: ElementChoice, mode: CommentMode): Promise<readonly ChosenColumns[]>;
  /** The named tables, those that are there, in the order given. A constant number of queries. */
  describe(sqlDbId: number, tables: readonly string[]): Promise<readonly TableDescription[]>;
  /**
   * Keeps generated comments, and the reasons of those that failed, for a run that still holds its lease. No description is
   * touched.
   * @param by who wrote them
   * @throws ThothError LEASE_LOST; nothing is written then
   */
  save(sqlDbId: number, taskId: string, by: string, results: readonly CommentResult[]): Promise<void>;
  /**
   * Makes generated comments descriptions: of the whole SqlDb; of `tables` with all their columns; or, where `columns` is
   * given too, of exactly these tables and columns. What a person wrote is replaced only where an item is named so.
   * @returns how many descriptions changed
   */
  accept(sqlDbId: number, choice: ElementChoice): Promise<number>;
  /** Sets a description; an empty one gives way to the source's own at the next reading. @throws ThothError NOT_FOUND */
  setDescription(element: ElementReference, description: string): Promise<void>;
  /** Removes a generated comment, so that it is missing again. @throws ThothError NOT_FOUND */
  clearGenerated(element: ElementReference): Promise<void>;
}

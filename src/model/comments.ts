import type { ColumnNode, RelationshipNode } from './elements';

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

/** A table with all that is known of it, for describing it. */
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

/** What is known of a column when it is described: all but what only the tree shows. */
export type ColumnDescription = Omit<
  ColumnNode,
  'id' | 'gone' | 'hidden' | 'sourceDescription' | 'generatedBy' | 'generatedAt' | 'commentError'
>;

/** What became of the comment of a table, or of one of its columns. */
export interface CommentResult {
  readonly table: string;
  /** Absent for the table itself. */
  readonly column?: string;
  /** The comment, or why there is none. */
  readonly outcome: { readonly comment: string } | { readonly error: string };
}

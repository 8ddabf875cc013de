import type { ColumnNode, DescriptionAuthor, ElementReference, RelationshipNode } from './elements';

/** Which items a comment task describes: those without a generated comment, those that failed, or all. */
export type CommentMode = 'missing' | 'failed' | 'all';

/** Tables and columns by id; an absent list does not restrict the choice. */
export interface ElementChoice {
  readonly tables?: readonly number[];
  readonly columns?: readonly number[];
}

/** Tables and columns by the names that people and programs give, as `dottedName` writes them. */
export interface ElementNames {
  readonly tables?: readonly string[];
  /** As `table.column`. */
  readonly columns?: readonly string[];
}

/** A table or a column: its row, and its name in the source. */
export interface NamedElement {
  readonly id: number;
  readonly name: string;
}

/** A table and the chosen ones of its columns. */
export interface ChosenColumns {
  readonly table: NamedElement;
  readonly columns: readonly NamedElement[];
}

/** A table with everything that is needed to describe it. */
export interface TableDescription extends NamedElement {
  readonly kind: string;
  readonly description: string;
  readonly descriptionAuthor: DescriptionAuthor;
  readonly generatedComment: string;
  /** In the source's order, without those that are gone. */
  readonly columns: readonly ColumnDescription[];
  /** Those that start or end at the table. */
  readonly relationships: readonly Omit<RelationshipNode, 'id' | 'gone'>[];
}

/** What is needed to describe a column, and its id: everything else except the fields that only the tree shows. */
export type ColumnDescription = Omit<
  ColumnNode,
  | ('gone' | 'hidden' | 'sourceDescription' | 'descriptionBy' | 'descriptionTaskId')
  | ('generatedBy' | 'generatedAt' | 'generatedTaskId' | 'commentError')
>;

/** A description that a person writes. */
export interface DescriptionEdit {
  readonly description: string;
  /** The person's name. */
  readonly person: string;
  /** The description that the person has seen; without it, whatever is there is replaced. */
  readonly was?: string;
}

/** The result for the comment of a table or a column. */
export interface CommentResult {
  readonly element: ElementReference;
  /** The comment, or why there is none. */
  readonly outcome: { readonly comment: string } | { readonly error: string };
}

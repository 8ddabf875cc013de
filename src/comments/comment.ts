import type { DescriptionAuthor } from '../model/elements';
import type { ColumnDescription, TableDescription } from '../model/comments';

/** What is known about a column when a comment is requested. */
export type DescribedColumn = Omit<ColumnDescription, 'id'>;

/** A relationship that starts or ends at the table. */
export type DescribedRelationship = TableDescription['relationships'][number];

/** Rows of the source, with only those columns whose values may be used. */
export interface SampleRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface DescribedTable {
  readonly name: string;
  /** The source's kind: table, view … */
  readonly kind: string;
  readonly description: string;
  readonly descriptionAuthor: DescriptionAuthor;
  readonly generatedComment: string;
  readonly columns: readonly DescribedColumn[];
  readonly relationships: readonly DescribedRelationship[];
  /** The SQL of a view, or null. */
  readonly viewDefinition: string | null;
  /** Up to 1,000 rows as they were read; a generator uses what it needs. */
  readonly sample: SampleRows;
}

/** One call: describes a table, or some of its columns (at most 10). */
export interface CommentRequest {
  readonly subject: 'table' | 'columns';
  /** ISO 639-1. */
  readonly language: string;
  readonly database: { readonly name: string; readonly engine: string };
  readonly table: DescribedTable;
  /** The columns to describe, by name; for a table its own name alone. */
  readonly items: readonly string[];
  /** How many sample rows may be sent; 0 sends no data. */
  readonly sampleRows: number;
}

/** The comment of one requested item, or why there is none. */
export type CommentOutcome =
  { readonly item: string; readonly comment: string } | { readonly item: string; readonly error: string };

/** Writes comments. */
export interface CommentGenerator {
  /** Shown with each comment it wrote: a model's name, or `schema`. */
  readonly name: string;
  /** Whether it uses a model: its calls cost time and money, and a person must agree first. */
  readonly usesModel: boolean;
  /** Where everything is sent: a server's address, or the editor's provider; empty if nothing is sent. */
  readonly destination: string;
  /** One outcome for each item of the request, in their order; rejects only when the call itself failed. */
  generate(request: CommentRequest, signal: AbortSignal): Promise<readonly CommentOutcome[]>;
  /** The exact text that would be sent; empty if nothing is sent. */
  preview(request: CommentRequest): Promise<string>;
}

/** What a reply is compared with. */
export type RequestedItems = Pick<CommentRequest, 'subject' | 'items'> & { readonly table: { readonly name: string } };

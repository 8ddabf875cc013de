/**
 * How an engine writes the types of columns; each keeps every value exactly, texts unchanged and times to the
 * millisecond.
 */
export interface ColumnTypes {
  /** A primary key that the engine numbers, without ever using a number twice. */
  readonly id: string;
  /** A primary key that the engine numbers. */
  readonly rowId: string;
  /** The id of another row. */
  readonly reference: string;
  readonly integer: string;
  /** 0 or 1. */
  readonly flag: string;
  /** Compared and ordered by code point, so that case, accents and spaces count. */
  readonly text: string;
  /** A text that the program makes, of at most 255 characters, which the engine can index without a digest. */
  readonly key: string;
  readonly time: string;
  /** The default of a text column. */
  readonly emptyText: string;
}

/** A table, for the CREATE TABLE of a migration. */
export interface TableShape {
  readonly name: string;
  /** The lines between the parentheses: its columns and constraints. */
  readonly lines: readonly string[];
  readonly keys?: readonly TableKey[];
}

/** A unique key for the rows that have a certain value in a certain column. */
export type PartialKey = Required<Pick<TableKey, 'name' | 'columns' | 'unique' | 'only'>>;

export interface TableKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique?: true;
  /** Which of them holds names of any length: an index may have to contain a digest instead. */
  readonly digested?: string;
  /** The rows that the index is for: those with this value, a plain word, in this column. */
  readonly only?: readonly [column: string, value: string];
}

/** How an engine writes the types of columns; all of them keep every value that goes in, to the letter and the millisecond. */
export interface ColumnTypes {
  /** A primary key that the engine numbers, and never gives out twice. */
  readonly id: string;
  /** A primary key that the engine numbers. */
  readonly rowId: string;
  /** The id of another row. */
  readonly reference: string;
  readonly integer: string;
  /** 0 or 1. */
  readonly flag: string;
  /** Compared and ordered by code, so that case, accents and spaces count. */
  readonly text: string;
  /** A text that the program makes, of 255 letters at most: the engine can index it as it is. */
  readonly key: string;
  readonly time: string;
  /** The default of a text column. */
  readonly emptyText: string;
}

/** A table as a migration makes it. */
export interface TableShape {
  readonly name: string;
  /** The definitions of its columns, and what else is between the parentheses. */
  readonly lines: readonly string[];
  readonly keys?: readonly TableKey[];
}

/** A unique key over the rows that have a certain value in a certain column. */
export type PartialKey = Required<Pick<TableKey, 'name' | 'columns' | 'unique' | 'only'>>;

export interface TableKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique?: true;
  /** The column among them that holds names of any length: an index may have to hold a digest in its place. */
  readonly digested?: string;
  /** The rows that the index is for: those with this value, a word, in this column. */
  readonly only?: readonly [column: string, value: string];
}

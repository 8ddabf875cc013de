import type { ColumnTypes, PartialKey, TableShape } from './tableShape';

/** What a value of an incoming row is compared with, or stored as. */
export type FieldType = 'text' | 'integer' | 'time';

/** A column, and which value of an incoming row it takes. */
export interface WrittenColumn {
  /** Without quotes. */
  readonly name: string;
  readonly field: number;
  readonly type: FieldType;
}

/**
 * The few pieces of SQL that the engines of a project database write differently. Rows go in as one bound JSON array of
 * arrays (parameter 1), and come out packed into JSON: one value to bind or fetch, however many rows there are. What is
 * not here is written so that all of them take it.
 */
export interface SqlDialect {
  /** Inserts the rows of parameter 1. */
  insertRows(table: string, columns: readonly WrittenColumn[]): string;
  /** Updates the rows of parameter 1. @param idField which value of an incoming row is the id */
  updateRows(table: string, idField: number, columns: readonly WrittenColumn[]): string;
  /** Updates the rows of a table for which `where` holds with a row of `from`, a FROM item. */
  updateFrom(table: string, assignments: readonly string[], from: string, where: string): string;
  /** A FROM item named `incoming`: the elements of the JSON array bound as `$<parameter>`. */
  incoming(parameter: number): string;
  /** Field `index` of an element of `incoming` that is itself an array. */
  field(index: number, type?: FieldType): string;
  /**
   * Joins the one row of a table for which `where` holds with each row before it, found by its index, however many rows the
   * engine believes the table to have: it knows nothing of what was written a moment ago.
   * @param join `CROSS` leaves out the rows that have none
   */
  joinRow(join: 'CROSS' | 'LEFT', table: string, alias: string, where: string): string;
  /** An element of `incoming` that is a plain text. */
  readonly element: string;
  /** Whether a name that may be of any length is this one, to the letter; `column` is one that the engine keeps an index of. */
  isNamed(column: string, name: string): string;
  /** An aggregate: a JSON array with one array for each row, in no certain order. */
  packed(expressions: readonly string[]): string;
  /** A GROUP BY expression that puts rows with neighbouring ids together, `size` at most. */
  page(id: string, size: number): string;
  /** An expression: the log of the task whose id is bound as `$<parameter>`, in order; empty if there is none. */
  joinedLog(parameter: number): string;
  /** Inserts into a table; where the row is there already, by `key`, nothing changes. */
  insertOnce(table: string, insert: string, key: readonly string[]): string;
  /** Ends a SELECT within a transaction: nobody else changes or locks its rows until that is over. */
  readonly forUpdate: string;
  /** Ends a SELECT: its rows are as nobody is changing them, and stay so until the statement or transaction is over. */
  readonly forShare: string;
  /** A moment (milliseconds since 1970 UTC) as the engine compares and stores it. */
  time(milliseconds: number): string;
  /** An expression: a stored moment as milliseconds since 1970 UTC. */
  milliseconds(column: string): string;
  /** A query for the highest id that a table (`$1`) ever had, as `last`; no row, or NULL, where the engine does not keep it. */
  readonly lastId: string;
  /** Statements that make the ids of a table go on after `last`, at least. */
  continueIds(table: string, last: number): readonly string[];
  /** A query for the `name`s of the tables and views that are where the project database's are, or belong. */
  readonly tableNames: string;
  /** A query for the `name`s of a table's columns; `$1` is the table. */
  readonly columnNames: string;
  /** The statements that make a table, each of which can be repeated where making a table commits by itself. */
  createTable(table: TableShape): readonly string[];
  /** A query for the `name`s of a table's keys and indexes; `$1` is the table. */
  readonly keyNames: string;
  /** A statement that adds a unique key over some rows of a table. */
  addPartialKey(table: string, key: PartialKey): string;
  readonly types: ColumnTypes;
}

/** A name in quotes: some columns are called as a word of SQL is. */
export function quoted(name: string): string {
  return `"${name}"`;
}

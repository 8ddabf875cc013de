import type { ColumnTypes, PartialKey, TableShape } from './tableShape';

/** The type that a value of an incoming row is converted to, to be compared or stored. */
export type FieldType = 'text' | 'integer' | 'time';

/** A column, and the value of an incoming row that it takes. */
export interface WrittenColumn {
  /** Without quotes. */
  readonly name: string;
  readonly field: number;
  readonly type: FieldType;
}

/**
 * The SQL that differs between the engines of a project database. Rows are bound as one JSON array of arrays (parameter
 * 1), and are fetched packed into JSON: one value to bind or fetch for any number of rows. SQL that is not here works
 * on all engines.
 */
export interface SqlDialect {
  /** Inserts the rows of parameter 1. */
  insertRows(table: string, columns: readonly WrittenColumn[]): string;
  /**
   * Updates the rows of parameter 1.
   * @param idField which value of an incoming row is the id
   * @param unchanged texts that must equal their value of the incoming row, character for character
   */
  updateRows(
    table: string,
    idField: number,
    columns: readonly WrittenColumn[],
    unchanged?: readonly WrittenColumn[],
  ): string;
  /** Updates the rows of a table for which `where` holds with a row of `from`, a FROM item. */
  updateFrom(table: string, assignments: readonly string[], from: string, where: string): string;
  /** A FROM item named `incoming`: the elements of the JSON array bound as `$<parameter>`. */
  incoming(parameter: number): string;
  /** Field `index` of an element of `incoming` that is itself an array. */
  field(index: number, type?: FieldType): string;
  /**
   * Joins each row before it with the one row of a table for which `where` holds, found by its index. This prevents a
   * scan of the table where the engine takes it to be small: its statistics do not know rows written a moment ago.
   * @param join `CROSS` leaves out rows without a match
   */
  joinRow(join: 'CROSS' | 'LEFT', table: string, alias: string, where: string): string;
  /** An element of `incoming` that is a plain text. */
  readonly element: string;
  /** Whether a name of any length equals this one exactly; `column` is one for which the engine has an index. */
  isNamed(column: string, name: string): string;
  /** An aggregate: a JSON array with one array for each row, in no particular order. */
  packed(expressions: readonly string[]): string;
  /** A GROUP BY expression that groups rows with neighbouring ids, at most `size` together. */
  page(id: string, size: number): string;
  /** An expression: the log of the task whose id is bound as `$<parameter>`, in order; empty if there is none. */
  joinedLog(parameter: number): string;
  /** Inserts into a table; if a row with this `key` exists, nothing changes. */
  insertOnce(table: string, insert: string, key: readonly string[]): string;
  /**
   * Ends a SELECT within a transaction: locks its rows, so that nobody else changes or locks them until the transaction
   * ends.
   */
  readonly forUpdate: string;
  /**
   * Ends a SELECT: waits until nobody is changing its rows, and keeps them unchanged until the statement or transaction
   * ends.
   */
  readonly forShare: string;
  /** A moment (milliseconds since 1970 UTC) as the engine compares and stores it. */
  time(milliseconds: number): string;
  /** An expression: a stored moment as milliseconds since 1970 UTC. */
  milliseconds(column: string): string;
  /**
   * A query for the highest id that a table (`$1`) ever had, as `last`; no row, or NULL, where the engine does not
   * store it.
   */
  readonly lastId: string;
  /** Statements that make a table continue its ids after `last`, or a higher id that it already had. */
  continueIds(table: string, last: number): readonly string[];
  /**
   * A query for the `name`s of the tables and views in the place where the project database's tables are, or will be.
   */
  readonly tableNames: string;
  /** A query for the `name`s of a table's columns; `$1` is the table. */
  readonly columnNames: string;
  /** The statements that make a table. On an engine that commits each DDL statement by itself, they can be repeated. */
  createTable(table: TableShape): readonly string[];
  /** A query for the `name`s of a table's keys and indexes; `$1` is the table. */
  readonly keyNames: string;
  /** A statement that adds a unique key for some rows of a table. */
  addPartialKey(table: string, key: PartialKey): string;
  readonly types: ColumnTypes;
}

/** A name in quotes, since some columns have a reserved word as their name. */
export function quoted(name: string): string {
  return `"${name}"`;
}

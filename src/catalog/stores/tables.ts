/** The tables whose rows make up a project database. */
export type ProjectTable =
  | 'workspace'
  | 'sql_db'
  | 'sql_table'
  | 'sql_column'
  | 'relationship'
  | 'task_run'
  | 'task_log';

/** Some rows of one table: the values of each in the order of the table's columns, times as milliseconds since 1970 UTC. */
export interface TableRows {
  readonly table: ProjectTable;
  readonly rows: readonly (readonly (string | number | null)[])[];
}

export type RowCounts = Readonly<Record<ProjectTable, number>>;

/** All rows as they stand, for moving them into another project database. */
export interface TableStore {
  countRows(): Promise<RowCounts>;
  /**
   * Every row with its id, in pages of some megabytes at most (a single row may be longer), in an order in which they can be
   * inserted. The log field of a task with a run is left empty: it is made from `task_log`.
   */
  readAll(): AsyncIterable<TableRows>;
  /** The highest id that each table ever had, where the engine keeps it. */
  readLastIds(): Promise<ReadonlyMap<ProjectTable, number>>;
  /**
   * Puts rows into the tables, which must be empty, in one transaction; whatever fails, they are empty again.
   * @param work inserts pages in the order in which `readAll` gives them; it may be called again, from its start
   * @param check gets the numbers of rows before the transaction is committed, and may still refuse
   * @throws ThothError ALREADY_EXISTS when the tables are not empty
   */
  fill(
    work: (insert: (page: TableRows) => Promise<void>) => Promise<void>,
    check: (counts: RowCounts) => Promise<void>,
  ): Promise<void>;
  /** Makes new ids higher than these. */
  continueIds(lastIds: ReadonlyMap<ProjectTable, number>): Promise<void>;
}

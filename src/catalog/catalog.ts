import type {
  ChosenColumns,
  CommentMode,
  CommentResult,
  DescriptionEdit,
  ElementChoice,
  ElementNames,
  NamedElement,
  TableDescription,
} from '../model/comments';
import type { SqlDb, SqlDbValues, Workspace } from '../model/databases';
import type {
  ColumnNode,
  ColumnValues,
  ElementCounts,
  ElementReference,
  RelationshipNode,
  RelationshipValues,
  TableNode,
  TableValues,
} from '../model/elements';
import type { TableName } from './fields';
import type { LogChunk, RunEnd, RunHost, TaskKind, TaskOwner, TaskRunRow, TaskStatus } from '../model/runs';

/** The project database, open. */
export interface Catalog {
  readonly workspaces: WorkspaceStore;
  readonly sqlDbs: SqlDbStore;
  readonly elements: ElementStore;
  readonly comments: CommentStore;
  readonly runs: RunStore;
  readonly tables: TableStore;
  /** Whether its file was deleted or replaced while it was open: it must be opened anew. */
  readonly gone: boolean;
  /** Checks whether `gone` has become true. @throws ThothError PROJECT_DATABASE_GONE, with the place and what to do */
  requireInPlace(): Promise<void>;
  close(): Promise<void>;
}

/** The groups of SqlDbs. */
export interface WorkspaceStore {
  /** All, in order of name. */
  list(): Promise<readonly Workspace[]>;
  /** @throws ThothError NOT_FOUND */
  get(id: number): Promise<Workspace>;
  /** @throws ThothError ALREADY_EXISTS when the name is taken */
  add(name: string): Promise<number>;
  /** @throws ThothError NOT_FOUND, ALREADY_EXISTS */
  rename(id: number, name: string): Promise<void>;
  /** Removes it, its runs and their logs; its SqlDbs stay. @throws ThothError NOT_FOUND, ALREADY_RUNNING */
  remove(id: number): Promise<void>;
}

/** The registered databases. */
export interface SqlDbStore {
  /** All, in order of name. */
  list(): Promise<readonly SqlDb[]>;
  /** @throws ThothError NOT_FOUND */
  get(id: number): Promise<SqlDb>;
  /** @throws ThothError ALREADY_EXISTS when the name is taken, NOT_FOUND when the Workspace is not there */
  add(values: SqlDbValues): Promise<number>;
  /**
   * Removes it with its tables, columns, relationships, runs and logs.
   * @throws ThothError NOT_FOUND, or ALREADY_RUNNING while a task runs over it
   */
  remove(id: number): Promise<void>;
  /** Puts a SqlDb into a Workspace, or with null into none. @throws ThothError NOT_FOUND */
  assign(id: number, workspaceId: number | null): Promise<void>;
}

/**
 * The tables, columns and relationships of the sources: set-based writes, each in one short transaction, and the tree's
 * reads. Only a run that holds its lease may write; otherwise LEASE_LOST is thrown, and nothing is written.
 */
export interface ElementStore {
  /**
   * Makes the SqlDb's tables those of the source; one that vanished is marked gone and kept, one that came back counts as
   * updated. A description that is not the source's stays. A fingerprint that is another now is forgotten until `finishSync`.
   */
  syncTables(sqlDbId: number, taskId: string, tables: readonly TableValues[]): Promise<TablesSync>;
  /**
   * Makes each given table's columns those of the source, in one transaction for the batch. If that fails, each table
   * is written in a transaction of its own, so that only the faulty table gets an error. A column that only moved is
   * not counted as updated.
   * @throws ThothError CANCELLED once the signal is aborted; nothing of the batch is written then
   */
  syncColumns(
    sqlDbId: number,
    taskId: string,
    batch: readonly { readonly table: string; readonly columns: readonly ColumnValues[] }[],
    signal: AbortSignal,
  ): Promise<readonly TableSync[]>;
  /**
   * Like `syncColumns`, for the foreign keys of each given table and each column's `fk_field`. A table with a
   * relationship whose columns the catalog does not have is an error (NOT_FOUND), and stays unchanged.
   */
  syncRelationships(
    sqlDbId: number,
    taskId: string,
    batch: readonly { readonly table: string; readonly relationships: readonly RelationshipValues[] }[],
    signal: AbortSignal,
  ): Promise<readonly TableSync[]>;
  /**
   * Ends a sync: remembers that these tables were read and written completely, so that the next sync can skip those
   * that have not changed.
   * @returns what the catalog now has of the SqlDb, as `count` gives it
   */
  finishSync(
    sqlDbId: number,
    taskId: string,
    whole: readonly Pick<TableValues, 'name' | 'fingerprint'>[],
  ): Promise<ElementCounts>;
  /** Counts the elements that are not gone, without those of tables that are gone. */
  count(sqlDbId: number): Promise<ElementCounts>;
  /** One query. In order of name. */
  listTables(sqlDbId: number): Promise<readonly TableNode[]>;
  /** One query. In the source's order. */
  listColumns(tableId: number): Promise<readonly ColumnNode[]>;
  /** One query. A composite key is one node. In order of table, then key. */
  listRelationships(sqlDbId: number): Promise<readonly RelationshipNode[]>;
}

/** What a sync did: new rows, changed rows, unchanged rows, and rows that the source no longer has. */
export interface SyncCounts {
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly gone: number;
}

/** How many elements of a table are not gone. */
export interface TableElements {
  readonly columns: number;
  readonly relationships: number;
}

/** What a sync did to the tables, and which of them need not be read again: their fingerprint equals the stored one. */
export interface TablesSync {
  readonly counts: SyncCounts;
  readonly unchanged: ReadonlyMap<string, TableElements>;
}

/** What a sync did to one table, or why the table could not be written. */
export type TableSync =
  { readonly table: string; readonly counts: SyncCounts } | { readonly table: string; readonly error: Error };

/** The comments of tables and columns: generated by a task, then accepted, edited or removed by people. */
export interface CommentStore {
  /**
   * The elements with these names. An unquoted dot may be part of a name, where only one element fits then.
   * @param withGone whether elements that are gone count, too
   * @throws ThothError NOT_FOUND for names that the catalog does not have, INVALID_ARGUMENT for ambiguous ones
   */
  find(sqlDbId: number, names: ElementNames, withGone: boolean): Promise<ElementChoice>;
  /** The tables to describe, in order of name; never one that is gone. */
  listTables(sqlDbId: number, choice: ElementChoice, mode: CommentMode): Promise<readonly NamedElement[]>;
  /** The columns to describe, by table; for the rest like `listTables`. */
  listColumns(sqlDbId: number, choice: ElementChoice, mode: CommentMode): Promise<readonly ChosenColumns[]>;
  /** The tables with these ids that exist, in the order given. A constant number of queries. */
  describe(sqlDbId: number, tables: readonly number[]): Promise<readonly TableDescription[]>;
  /**
   * Saves generated comments, and the reasons of those that failed, for a run that still holds its lease. Descriptions
   * are not changed. Elements that do not exist any more are skipped.
   * @param by their author: a model's name, or `schema`
   * @throws ThothError LEASE_LOST; nothing is written then
   */
  save(taskId: string, by: string, results: readonly CommentResult[]): Promise<void>;
  /**
   * Makes generated comments descriptions: of the whole SqlDb; of `tables` with all their columns; or, if `columns` is
   * given too, of exactly these tables and columns. A description that is not the source's is replaced only if its
   * element is named, and none that another window has changed at the same time.
   * @returns how many descriptions changed
   */
  accept(sqlDbId: number, choice: ElementChoice): Promise<number>;
  /**
   * Sets a person's description, which no sync changes, even if it is empty.
   * @throws ThothError NOT_FOUND; DescriptionChangedError if it is not what the person has seen
   */
  setDescription(element: ElementReference, edit: DescriptionEdit): Promise<void>;
  /** Removes a generated comment, so that it is missing again. @throws ThothError NOT_FOUND */
  clearGenerated(element: ElementReference): Promise<void>;
}

/**
 * The runs, their leases and their logs. Times are those of this machine's clock. On a server they are stored by the
 * server's clock, so that machines whose clocks differ agree on the age of a heartbeat, to about two seconds.
 */
export interface RunStore {
  /**
   * Claims the owner's task for a run, in one transaction: the `task_run` row appears as RUNNING, and the status fields of
   * `prefix`, if there is one, show it with an empty log. Where a run of the same owner and kind is RUNNING, nothing
   * changes, and the result is that run.
   * @throws ThothError NOT_FOUND when there is no such owner, INVALID_ARGUMENT when it has no such task
   */
  claim(request: ClaimRequest): Promise<ClaimResult>;
  /** Renews the lease. `lost` when the run is no longer RUNNING: the caller must stop. */
  heartbeat(taskId: string, now: number): Promise<HeartbeatResult>;
  /** Whether any process could write a heartbeat of the run now. Tries a write that changes nothing. */
  canBeWritten(taskId: string): Promise<boolean>;
  /**
   * Saves records; only while the run is RUNNING, and each chunk (`firstLine`) only once.
   * @throws ThothError LEASE_LOST
   */
  appendLog(taskId: string, chunk: LogChunk): Promise<void>;
  /** Composes the owner's `<prefix>_log` field from the records saved so far, within the database. */
  saveLogField(taskId: string, owner: TaskOwner, prefix: string): Promise<void>;
  /**
   * The only way to end a run: its row and the owner's status and log fields change in one transaction. `lastWords` is
   * appended to the log in the same transaction. With `onlyIfHeartbeat`, the run ends only if its heartbeat still has
   * that time.
   * @param prefix whose status fields mirror the run; null for any fields that show it
   * @returns whether this call ended it; false if it had already ended
   */
  end(
    taskId: string,
    owner: TaskOwner,
    prefix: string | null,
    end: RunEnd,
    options?: { readonly lastWords?: string; readonly onlyIfHeartbeat?: number },
  ): Promise<boolean>;
  /**
   * Force reset: the status of the owner's task becomes IDLE; `lastWords` is appended to the log of its last run;
   * a run that was RUNNING ends as FAILED with `lastWords` as its error.
   * @returns the status before
   */
  reset(owner: TaskOwner, task: TaskKind, now: number, lastWords: (was: TaskStatus) => string): Promise<TaskStatus>;
  /** Asks a run, in any process, to stop. @returns whether it was running */
  requestCancel(taskId: string): Promise<boolean>;
  /** @throws ThothError NOT_FOUND */
  get(taskId: string): Promise<TaskRunRow>;
  /** The runs that are RUNNING, here or elsewhere: the oldest heartbeats first, and no more than 200. */
  listRunning(): Promise<readonly TaskRunRow[]>;
  /** The last runs of an owner's task, newest first. */
  listLast(owner: TaskOwner, kind: string, limit: number): Promise<readonly TaskRunRow[]>;
  /** The saved lines from `fromLine` (the first is 0), in whole chunks of about `maxCharacters` together; in order. */
  readLog(taskId: string, fromLine: number, maxCharacters: number): Promise<readonly LogChunk[]>;
  /** How many lines are saved. */
  countLogLines(taskId: string): Promise<number>;
  /**
   * Removes old runs with their logs, in many short transactions; never a run that is RUNNING, nor the last run of a
   * task. After an interruption, the next call continues.
   */
  prune(limits: PruneLimits, now: number): Promise<Pruned>;
}

export interface ClaimRequest extends RunHost, TaskKind {
  readonly taskId: string;
  readonly owner: TaskOwner;
  readonly now: number;
}

export type ClaimResult = { readonly claimed: true } | { readonly claimed: false; readonly holder: TaskRunRow };

/** The state of a running task when its heartbeat is renewed. */
export type HeartbeatResult = 'alive' | 'cancelRequested' | 'lost';

/** Which runs are removed; a limit that is absent does not apply. */
export interface PruneLimits {
  /** The largest age of an ended run, in milliseconds. */
  readonly maxAge?: number;
  /** How many runs of one task are kept. */
  readonly maxRunsPerTask?: number;
  /** The total length of the logs that are kept, in characters. */
  readonly maxCharacters?: number;
}

export interface Pruned {
  readonly runs: number;
  /** The total length of the removed logs. */
  readonly characters: number;
}

/** All rows as they are stored, for copying them into another project database. */
export interface TableStore {
  countRows(): Promise<RowCounts>;
  /**
   * Every row with its id, in pages of a few megabytes at most (a single row may be longer), in an order in which they
   * can be inserted. The log field of a task with a run is left empty: it is composed again from `task_log`.
   */
  readAll(): AsyncIterable<TableRows>;
  /** The highest id that each table ever had, where the engine keeps it. */
  readLastIds(): Promise<ReadonlyMap<TableName, number>>;
  /**
   * Inserts rows into the tables, which must be empty, in one transaction; after any error they are empty again.
   * @param work inserts pages in the order in which `readAll` gives them; it may be called again, from its start
   * @param check gets the rows that were written, as `readAll` gives them, before the transaction is committed; the
   * transaction is rolled back if it throws
   * @throws ThothError ALREADY_EXISTS when the tables are not empty
   */
  fill(
    work: (insert: (page: TableRows) => Promise<void>) => Promise<void>,
    check: (written: AsyncIterable<TableRows>) => Promise<void>,
  ): Promise<void>;
  /** Makes new ids higher than these. */
  continueIds(lastIds: ReadonlyMap<TableName, number>): Promise<void>;
}

/** Some rows of one table: each with all its fields as they are stored, by their names in the program. */
export interface TableRows {
  readonly table: TableName;
  /** Times are milliseconds since 1970 UTC. */
  readonly rows: readonly (Readonly<Record<string, string | number | boolean | null>> & { readonly id: number })[];
}

export type RowCounts = Readonly<Record<TableName, number>>;

import type { ChosenColumns, CommentMode, CommentResult, ElementChoice, TableDescription } from '../model/comments';
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
  /** Looks whether `gone` has become true. @throws ThothError PROJECT_DATABASE_GONE, with what to do, where it is */
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
 * What the catalog knows of the sources: set-based writes, each in one short transaction, and the tree's reads. The writes
 * are those of a run that still holds its lease; LEASE_LOST is thrown where it does not, and nothing is written then.
 */
export interface ElementStore {
  /**
   * Makes the SqlDb's tables those of the source; one that vanished is marked gone and kept, one that came back counts as
   * updated. A person's description stays. A fingerprint that is another now is forgotten until `finishSync`.
   */
  syncTables(sqlDbId: number, taskId: string, tables: readonly TableValues[]): Promise<TablesSync>;
  /**
   * Makes each given table's columns those of the source, in one transaction for the batch; where that fails, table by
   * table, so that one table's error is its own. A column that only moved is not counted as updated.
   * @throws ThothError CANCELLED once the signal is aborted; nothing of the batch is written then
   */
  syncColumns(
    sqlDbId: number,
    taskId: string,
    batch: readonly { readonly table: string; readonly columns: readonly ColumnValues[] }[],
    signal: AbortSignal,
  ): Promise<readonly TableSync[]>;
  /**
   * The same for the foreign keys of each given table, and each column's `fk_field`. A table with a relationship whose
   * columns the catalog does not have is an error (NOT_FOUND), and stays as it was.
   */
  syncRelationships(
    sqlDbId: number,
    taskId: string,
    batch: readonly { readonly table: string; readonly relationships: readonly RelationshipValues[] }[],
    signal: AbortSignal,
  ): Promise<readonly TableSync[]>;
  /**
   * Ends a sync: remembers that these tables too were read and written whole, so that the next one can tell which are
   * unchanged.
   * @returns what the catalog now has of the SqlDb, as `count` gives it
   */
  finishSync(
    sqlDbId: number,
    taskId: string,
    whole: readonly Pick<TableValues, 'name' | 'fingerprint'>[],
  ): Promise<ElementCounts>;
  /** What is there and not gone, nor of a table that is gone. */
  count(sqlDbId: number): Promise<ElementCounts>;
  /** One query. In order of name. */
  listTables(sqlDbId: number): Promise<readonly TableNode[]>;
  /** One query. In the source's order. */
  listColumns(tableId: number): Promise<readonly ColumnNode[]>;
  /** One query. Composite keys as one. In order of table, then key. */
  listRelationships(sqlDbId: number): Promise<readonly RelationshipNode[]>;
}

/** What a sync did: rows that are new, that differed, that were already so, and that the source has no more. */
export interface SyncCounts {
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly gone: number;
}

/** How many elements of a table are there, and not gone. */
export interface TableElements {
  readonly columns: number;
  readonly relationships: number;
}

/** What a sync did to the tables, and which of them need not be read further: their fingerprint is still the stored one. */
export interface TablesSync {
  readonly counts: SyncCounts;
  readonly unchanged: ReadonlyMap<string, TableElements>;
}

/** What a sync did to one table, or why the table could not be written. */
export type TableSync =
  { readonly table: string; readonly counts: SyncCounts } | { readonly table: string; readonly error: Error };

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
   * @param by their author: a model's name, or `schema`
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

/**
 * The runs, their leases and their logs. Times are those of this machine's clock. On a server they are kept
 * by the server's clock, so that machines whose clocks differ agree on how old a heartbeat is, to about two seconds.
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
  /** Whether a heartbeat of the run could be written now, by anybody; tried out, and nothing is changed. */
  canBeWritten(taskId: string): Promise<boolean>;
  /**
   * Keeps records; only while the run is RUNNING, and the same chunk (`firstLine`) only once.
   * @throws ThothError LEASE_LOST
   */
  appendLog(taskId: string, chunk: LogChunk): Promise<void>;
  /** Writes the records kept so far into the owner's `<prefix>_log`, within the database; only that field. */
  saveLogField(taskId: string, owner: TaskOwner, prefix: string): Promise<void>;
  /**
   * The one way a run ends: its row, the owner's status fields and log field, in one transaction. `lastWords` is
   * appended to the log in the same transaction. With `onlyIfHeartbeat`, only while the heartbeat is that one.
   * @param prefix whose status fields mirror the run; null for whichever fields show it, if any do
   * @returns whether this call ended it; false when it had already ended
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
  /** Asks a run, in whichever process, to stop. @returns whether it was running */
  requestCancel(taskId: string): Promise<boolean>;
  /** @throws ThothError NOT_FOUND */
  get(taskId: string): Promise<TaskRunRow>;
  /** Every run that is RUNNING, here or elsewhere. */
  listRunning(): Promise<readonly TaskRunRow[]>;
  /** The last runs of an owner's task, newest first. */
  listLast(owner: TaskOwner, kind: string, limit: number): Promise<readonly TaskRunRow[]>;
  /** The saved lines from `fromLine` (0 is the first), at most about `maxCharacters`, whole chunks; in order. */
  readLog(taskId: string, fromLine: number, maxCharacters: number): Promise<readonly LogChunk[]>;
  /** How many lines are saved. */
  countLogLines(taskId: string): Promise<number>;
  /**
   * Removes old runs with their logs, in many short transactions; never a run that is RUNNING, nor the last run of a task.
   * What is broken off is done by the next call.
   */
  prune(limits: PruneLimits, now: number): Promise<Pruned>;
}

export interface ClaimRequest extends RunHost, TaskKind {
  readonly taskId: string;
  readonly owner: TaskOwner;
  readonly now: number;
}

export type ClaimResult = { readonly claimed: true } | { readonly claimed: false; readonly holder: TaskRunRow };

/** The state of a running task, as its heartbeat finds it. */
export type HeartbeatResult = 'alive' | 'cancelRequested' | 'lost';

/** Which runs are too old or too many; what is not given is no limit. */
export interface PruneLimits {
  /** How long ago a run may have ended, in milliseconds. */
  readonly maxAge?: number;
  /** How many runs of one task are kept, the newest. */
  readonly maxRunsPerTask?: number;
  /** How long the logs of the runs that are kept may be together, in characters. */
  readonly maxCharacters?: number;
}

export interface Pruned {
  readonly runs: number;
  /** How long their logs were together. */
  readonly characters: number;
}

/** All rows as they are stored, for moving them into another project database. */
export interface TableStore {
  countRows(): Promise<RowCounts>;
  /**
   * Every row with its id, in pages of some megabytes at most (a single row may be longer), in an order in which they can be
   * inserted. The log field of a task with a run is left empty: it is made from `task_log`.
   */
  readAll(): AsyncIterable<TableRows>;
  /** The highest id that each table ever had, where the engine keeps it. */
  readLastIds(): Promise<ReadonlyMap<TableName, number>>;
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
  continueIds(lastIds: ReadonlyMap<TableName, number>): Promise<void>;
}

/** Some rows of one table: each with all its fields, by their names in the program, as they are stored. */
export interface TableRows {
  readonly table: TableName;
  /** Times are milliseconds since 1970 UTC. */
  readonly rows: readonly (Readonly<Record<string, string | number | boolean | null>> & { readonly id: number })[];
}

export type RowCounts = Readonly<Record<TableName, number>>;

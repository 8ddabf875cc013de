import type * as Sqlite3 from 'sqlite3';
import type { Clock } from '../../../src/base/clock';
import { loadSqlite3 } from '../../../src/base/sqlite';
import type { Catalog, ClaimRequest, SyncCounts, TableSync } from '../../../src/catalog/catalog';
import type { SqlDbValues } from '../../../src/model/databases';
import type { ColumnValues, RelationshipValues, TableValues } from '../../../src/model/elements';
import type { RunEnd, TaskKind } from '../../../src/model/runs';

/** Noon of 1 March 2026, UTC. */
export const noon = Date.UTC(2026, 2, 1, 12);

export const neverAborted = new AbortController().signal;

export const noonClock: Clock = {
  now: () => noon,
  elapsed: () => 0,
  after: () => ({ dispose: () => undefined }),
  every: () => ({ dispose: () => undefined }),
};

/** Whether an engine computes a column for one of its keys; such a column is not one of the fields. */
export function isComputed(column: string): boolean {
  return /_digest$|^task_run_running_/.test(column);
}

export async function withDatabase<T>(
  file: string,
  work: (database: Sqlite3.Database) => Promise<T>,
  mode?: number,
): Promise<T> {
  const sqlite3 = loadSqlite3();
  const database = await new Promise<Sqlite3.Database>((resolve, reject) => {
    const opened: Sqlite3.Database = new sqlite3.Database(
      file,
      mode ?? sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE,
      (error) => (error ? reject(error) : resolve(opened)),
    );
  });
  try {
    return await work(database);
  } finally {
    await new Promise<void>((resolve) => database.close(() => resolve()));
  }
}

export function all<Row>(database: Sqlite3.Database, sql: string, bind: readonly unknown[] = []): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    database.all<Row>(sql, [...bind], (error, rows) => (error ? reject(error) : resolve(rows)));
  });
}

export function aSqlDb(values: Partial<SqlDbValues> = {}): SqlDbValues {
  return { name: 'shop', dbType: 'sqlite', dbName: '/data/shop.sqlite', ...values };
}

export function aTable(name: string, values: Partial<TableValues> = {}): TableValues {
  return { name, kind: 'table', description: '', fingerprint: '', ...values };
}

export function aColumn(name: string, values: Partial<ColumnValues> = {}): ColumnValues {
  return {
    name,
    nativeType: 'INTEGER',
    dataFormat: 'INT',
    nullable: true,
    defaultValue: null,
    generated: 'no',
    hidden: false,
    primaryKeyPosition: 0,
    enumValues: [],
    description: '',
    ...values,
  };
}

/** What is written of an element that nobody has described. */
export const uncommented = {
  description: '',
  descriptionAuthor: '',
  descriptionBy: '',
  descriptionTaskId: '',
  sourceDescription: '',
  generatedComment: '',
  generatedBy: '',
  generatedAt: null,
  generatedTaskId: '',
  commentError: '',
};

/** `a.b` → `c.d` becomes the relationship of column b with table c, column d. */
export function aRelationship(
  sourceColumn: string,
  targetTable: string,
  targetColumn: string,
  values: Partial<RelationshipValues> = {},
): RelationshipValues {
  return { constraintKey: sourceColumn, position: 1, sourceColumn, targetTable, targetColumn, ...values };
}

/** Two kinds of tasks, as the project database knows them. */
export const elementsTask: TaskKind = { kind: 'dbElements', prefix: 'db_elements' };
export const commentsTask: TaskKind = { kind: 'tableComments', prefix: 'table_comment' };

export function aClaim(sqlDbId: number, taskId: string, values: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    taskId,
    owner: { type: 'sqlDb', id: sqlDbId },
    ...elementsTask,
    now: noon,
    host: 'here',
    processId: 42,
    ...values,
  };
}

/** Starts a run named `elements`: what is written of elements is a run's. */
export async function claimElements(catalog: Catalog, sqlDbId: number): Promise<void> {
  await catalog.runs.claim(aClaim(sqlDbId, 'elements'));
}

export function anEnd(values: Partial<RunEnd> = {}): RunEnd {
  return { status: 'COMPLETED', now: noon + 5_000, processed: 3, failed: 1, total: 4, error: null, ...values };
}

export function counts(values: Partial<SyncCounts>): SyncCounts {
  return { created: 0, updated: 0, skipped: 0, gone: 0, ...values };
}

/** The counts of each table; an error fails the test. */
export function countsOf(results: readonly TableSync[]): Record<string, SyncCounts> {
  return Object.fromEntries(
    results.map((result) => {
      if ('error' in result) throw result.error;
      return [result.table, result.counts];
    }),
  );
}

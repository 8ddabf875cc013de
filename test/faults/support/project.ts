import { copyFile, mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock, type Clock } from '../../../src/base/clock';
import { SqliteConnection } from '../../../src/base/sqlite';
import type { Catalog, StatusPrefix, TaskOwner } from '../../../src/catalog/catalog';
import { openProjectDatabase } from '../../../src/catalog/projectDatabase';
import type { CommentOptions } from '../../../src/tasks/task';
import { TaskRunner, type TaskRunnerOptions } from '../../../src/tasks/taskRunner';
import { CollectingLogger } from '../../unit/support/collectingLogger';
import { allWell, ScriptedGenerator } from '../../unit/support/generator';

/** How many tables a source has; each has three columns, and all but the first a foreign key to the one before. */
export async function writeSource(file: string, tableCount: number): Promise<void> {
  const tables = Array.from({ length: tableCount }, (_, index) => {
    const target = index > 0 ? ` REFERENCES ${tableName(index - 1)} (id)` : '';
    return `CREATE TABLE ${tableName(index)} (id INTEGER PRIMARY KEY, name TEXT, parent INTEGER${target});`;
  });
  await onDatabase(file, (database) => database.execute(`BEGIN; ${tables.join('\n')} COMMIT;`));
}

function tableName(index: number): string {
  return `t${String(index).padStart(4, '0')}`;
}

/** A project database that has one SqlDb, to be copied for each round. */
export interface Template {
  readonly file: string;
  readonly sqlDbId: number;
  readonly tableCount: number;
}

/** @param withElements whether the elements of the source are in the catalog already */
export async function writeTemplate(folder: string, tableCount: number, withElements: boolean): Promise<Template> {
  const source = join(folder, `source-${tableCount}.sqlite`);
  const file = join(folder, `project-${tableCount}-${withElements ? 'elements' : 'empty'}.sqlite`);
  if (!(await onDatabase(source, (database) => database.all('SELECT 1 FROM sqlite_master'))).length) {
    await writeSource(source, tableCount);
  }
  const catalog = await openProjectDatabase({ file });
  const sqlDbId = await addSource(catalog, 'shop', source, withElements);
  await catalog.close();
  return { file, sqlDbId, tableCount };
}

/** Adds a source under a name. @param withElements whether its elements are to be in the catalog @returns the SqlDb's id */
export async function addSource(catalog: Catalog, name: string, source: string, withElements: boolean): Promise<number> {
  const id = await catalog.sqlDbs.add({ name, dbType: 'sqlite', dbName: source });
  if (!withElements) return id;
  const run = await windowOn(catalog).start('dbElements', { type: 'sqlDb', id });
  const { status, error } = await run.result;
  if (status !== 'COMPLETED') throw new Error(`The elements of ${source} could not be read: ${error}`);
  return id;
}

/** A copy of a template in a folder of its own. @returns the file */
export async function copyTemplate({ file }: Template, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const copy = join(folder, 'project.sqlite');
  await copyFile(file, copy);
  return copy;
}

/**
 * The runs of this process.
 * @param catalog the project database, or what opens it
 * @param options what is otherwise than in the product
 */
export function windowOn(
  catalog: Catalog | (() => Promise<Catalog>),
  options: Partial<TaskRunnerOptions> = {},
): TaskRunner {
  return new TaskRunner({
    clock: systemClock,
    host: { host: hostname(), processId: process.pid },
    catalog: typeof catalog === 'function' ? catalog : () => Promise.resolve(catalog),
    secrets: () => Promise.resolve({}),
    redact: (text) => text,
    fallback: new CollectingLogger(),
    ...options,
  });
}

/** Comments that come after some milliseconds, two calls at a time. @param onCall told of the items of each call */
export function scriptedComments(
  milliseconds: number,
  onCall: (items: readonly string[]) => void = () => undefined,
): CommentOptions {
  const generator = new ScriptedGenerator(async (request) => {
    onCall(request.items);
    await wait(milliseconds);
    return allWell(request);
  });
  return { generator, concurrency: 2, sampleRows: 2, personalValues: false };
}

/** The machine's clock, but so much later on the wall. */
export function laterClock(milliseconds: number): Clock {
  return { ...systemClock, now: () => Date.now() + milliseconds };
}

export async function onDatabase<T>(file: string, work: (database: SqliteConnection) => Promise<T>): Promise<T> {
  const database = await SqliteConnection.open(file, 'create');
  try {
    database.setBusyTimeout(5_000);
    return await work(database);
  } finally {
    await database.close();
  }
}

/** What is wrong with a project database, as SQLite tells. */
export async function damageOf(file: string): Promise<readonly unknown[]> {
  return onDatabase(file, async (database) => {
    const integrity = await database.all<{ integrity_check: string }>('PRAGMA integrity_check');
    const orphans = await database.all('PRAGMA foreign_key_check');
    return [...integrity.filter((row) => row.integrity_check !== 'ok'), ...orphans];
  });
}

/** The saved records of a run, in order. */
export async function savedLines(catalog: Catalog, taskId: string): Promise<readonly string[]> {
  const chunks = await catalog.runs.readLog(taskId, 0, Number.MAX_SAFE_INTEGER);
  return chunks.length === 0 ? [] : chunks.map(({ text }) => text).join('\n').split('\n');
}

/** The log field that the owner of a task shows. */
export async function logField(file: string, { id }: TaskOwner, prefix: StatusPrefix): Promise<string> {
  const rows = await onDatabase(file, (database) =>
    database.all<{ log: string }>(`SELECT ${prefix}_log AS log FROM sql_db WHERE id = ?`, [id]),
  );
  return rows[0]?.log ?? '';
}

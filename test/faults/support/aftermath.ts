import assert from 'node:assert/strict';
import type { Catalog } from '../../../src/catalog/catalog';
import type { TaskOwner } from '../../../src/model/runs';
import { taskKind } from '../../../src/tasks/kinds/kinds';
import { logField, onDatabase } from './projectFile';
import { savedLines } from './savedLog';

/** A run whose process was killed, and the project database that it left. */
export interface KilledRun {
  readonly file: string;
  readonly catalog: Catalog;
  readonly owner: TaskOwner;
  /** How many tables the source has; each as `writeSource` makes it. */
  readonly tableCount: number;
  readonly kind: string;
  readonly taskId: string;
  readonly processId: number;
  /** How it was killed, for the messages of failures. */
  readonly facts: string;
}

/**
 * Checks that the saved lines are the first ones of those that were logged, and include all that were logged more than
 * a second before.
 * @param said the lines, or their messages, in order @param saved the same from the project database
 */
export function checkSaved({ facts }: KilledRun, saved: readonly string[], said: readonly string[], due: number): void {
  // the process may have died after its last record was saved and before it could report it
  assert.deepEqual(saved.slice(0, said.length), said.slice(0, saved.length), facts);
  assert.ok(saved.length <= said.length + 1, `${facts}: ${saved.slice(said.length).join('\n')}`);
  assert.ok(saved.length >= due, `${facts}: ${saved.length} lines saved, ${due} were said a second before`);
}

/**
 * Checks that another process ended the run, once, with the reason as its last record, and saved the log field. @param
 * saved its records before
 */
export async function checkEndedAsDead(run: KilledRun, saved: readonly string[]): Promise<void> {
  const { catalog, facts, owner, processId, taskId } = run;
  const { status, error } = await catalog.runs.get(taskId);
  assert.equal(status, 'FAILED', facts);
  assert.match(error ?? '', new RegExp(`process that ran this task \\(${processId} on `), facts);
  const { tasks } = await catalog.sqlDbs.get(owner.id);
  const state = tasks[run.kind];
  assert.deepEqual([state?.status, state?.taskId], [status, taskId], facts);
  const lines = await savedLines(catalog, taskId);
  assert.deepEqual(lines.slice(0, -1), saved, facts);
  assert.match(lines.at(-1) ?? '', /^\[.{19}\] Error: The process that ran this task/, facts);
  await checkLogField(run, lines);
}

/** Checks that the log field has these records. */
export async function checkLogField({ facts, file, kind, owner }: KilledRun, lines: readonly string[]): Promise<void> {
  assert.equal(await logField(file, owner, taskKind(kind).prefix), lines.join('\n'), facts);
}

/** Checks that everything exists that the log calls written. */
export function checkAcknowledged({ facts }: KilledRun, said: readonly string[], done: DoneItems): void {
  for (const item of acknowledged(said)) assert.ok(done.has(item), `${facts}: ${item} is not there`);
}

/** The items that the log calls done: `Processing …: NAME`, not followed by an error. */
export function acknowledged(said: readonly string[]): readonly string[] {
  return said.flatMap((line, index) => {
    const name = /(?:^|\] )Processing \w+ \d+\/\d+: (.+)$/.exec(line)?.[1];
    const next = said[index + 1] ?? '';
    return name !== undefined && /(?:^|\] )(Columns created|Comment written)/.test(next) ? [name] : [];
  });
}

/**
 * Checks that the next run did the rest, and nothing twice.
 * @param taskId the next run @param done the items that were done before it @param asked the items that a model was
 * called for in it
 */
export async function checkNextRun(
  run: KilledRun,
  { taskId, done, asked }: { readonly taskId: string; readonly done: DoneItems; readonly asked: readonly string[] },
): Promise<void> {
  const { catalog, facts, kind, owner, tableCount } = run;
  const { status, failed, error } = await catalog.runs.get(taskId);
  assert.equal(status, 'COMPLETED', `${facts}: ${error}`);
  assert.equal(failed, 0, facts);
  assert.deepEqual(
    asked.filter((item) => done.has(item)),
    [],
    `${facts}: done already`,
  );
  const elements = { tables: tableCount, columns: 3 * tableCount, relationships: tableCount - 1 };
  assert.deepEqual(await catalog.elements.count(owner.id), elements, facts);
  const now = await doneItems(run);
  assert.equal(now.size, kind === 'columnComments' ? elements.columns : elements.tables, facts);
  const redone = [...done].filter(([item, row]) => now.get(item) !== row);
  assert.deepEqual(redone, [], `${facts}: done anew`);
  await checkLogField(run, await savedLines(catalog, taskId));
}

/** The items that are done, by name, with a value that would differ if they were done again. */
export type DoneItems = ReadonlyMap<string, string>;

export async function doneItems({ file, kind, owner }: KilledRun): Promise<DoneItems> {
  const select = doneItemsOf[kind] as string;
  const rows = await onDatabase(file, (database) => database.all<{ item: string; row: string }>(select, [owner.id]));
  return new Map(rows.map(({ item, row }) => [item, row]));
}

/** The results of each kind of task: the tables with their columns, the tables with a comment, the columns with one. */
const doneItemsOf: Readonly<Record<string, string>> = {
  dbElements:
    "SELECT name AS item, group_concat(sql_column.id, ' ' ORDER BY sql_column.id) AS row FROM sql_table " +
    'JOIN sql_column ON sql_table_id = sql_table.id WHERE sql_db_id = ? GROUP BY name HAVING count(*) = 3',
  tableComments:
    "SELECT name AS item, generated_comment AS row FROM sql_table WHERE generated_comment <> '' AND sql_db_id = ?",
  columnComments:
    "SELECT name || '.' || original_column_name AS item, sql_column.generated_comment AS row FROM sql_column " +
    "JOIN sql_table ON sql_table.id = sql_table_id WHERE sql_column.generated_comment <> '' AND sql_db_id = ?",
};

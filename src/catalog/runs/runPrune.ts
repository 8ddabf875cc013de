import type { PruneLimits, Pruned } from '../catalog';
import type { Connection, SqlValue } from '../storage/connection';
import type { Writer } from '../storage/writer';

/** How many chunks of a log are deleted in one transaction. */
const chunksAtOnce = 500;

interface OldRun {
  readonly taskId: string;
  readonly characters: number;
}

/** Removes the runs that exceed the limits, oldest first, log by log. @param now by the database's clock */
export async function pruneRuns(writer: Writer, reader: Connection, limits: PruneLimits, now: number): Promise<Pruned> {
  let runs = 0;
  let characters = 0;
  for (const run of await readOldRuns(reader, limits, now)) {
    if (!(await removeRun(writer, reader, run.taskId))) continue;
    runs += 1;
    characters += run.characters;
  }
  return { runs, characters };
}

/** Finds the runs to remove. The result stays valid: an older run never becomes the last of its task again. */
async function readOldRuns(reader: Connection, limits: PruneLimits, now: number): Promise<readonly OldRun[]> {
  const { dialect } = reader;
  const bind: SqlValue[] = [];
  const bound = (value: SqlValue): string => `$${bind.push(value)}`;
  const { maxAge, maxRunsPerTask, maxCharacters } = limits;
  const tooOld = maxAge === undefined ? [] : [`coalesce(end_time, start_time) < ${bound(dialect.time(now - maxAge))}`];
  const tooMany = maxRunsPerTask === undefined ? [] : [`place > ${bound(maxRunsPerTask)}`];
  const tooLong = maxCharacters === undefined ? [] : [`held > ${bound(maxCharacters)}`];
  const excess = [...tooOld, ...tooMany];
  const all = ['excess = 1', ...tooLong].join(' OR ');
  return reader.rows<OldRun>(
    'WITH placed AS (SELECT id, task_id, status, start_time, end_time, log_characters, row_number() OVER ' +
      '(PARTITION BY sql_db_id, workspace_id, kind ORDER BY id DESC) AS place FROM task_run), ' +
      "judged AS (SELECT id, task_id, log_characters, CASE WHEN place = 1 OR status = 'RUNNING' THEN 1 ELSE 0 END " +
      `AS kept, CASE WHEN ${excess.length > 0 ? excess.join(' OR ') : '1 = 0'} THEN 1 ELSE 0 END AS excess FROM placed), ` +
      'summed AS (SELECT id, task_id, log_characters, kept, excess, ' +
      'sum(CASE WHEN kept = 1 OR excess = 0 THEN log_characters ELSE 0 END) OVER (ORDER BY id DESC) AS held FROM judged) ' +
      `SELECT task_id AS "taskId", log_characters AS characters FROM summed WHERE kept = 0 AND (${all}) ORDER BY id`,
    ...bind,
  );
}

/** @returns whether this call removed it */
async function removeRun(writer: Writer, reader: Connection, taskId: string): Promise<boolean> {
  const part = `SELECT first_line FROM task_log WHERE task_id = $1 ORDER BY first_line LIMIT ${chunksAtOnce}`;
  for (;;) {
    const [found] = await reader.rows<{ last: number | null }>(
      `SELECT max(first_line) AS last FROM (${part}) AS part`,
      taskId,
    );
    const last = found?.last ?? null;
    if (last === null) break;
    await writer.run((connection) =>
      connection.change('DELETE FROM task_log WHERE task_id = $1 AND first_line <= $2', taskId, last),
    );
  }
  const removed = await writer.run((connection) =>
    connection.change("DELETE FROM task_run WHERE task_id = $1 AND status <> 'RUNNING'", taskId),
  );
  return removed > 0;
}

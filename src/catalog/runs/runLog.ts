import { ThothError } from '../../base/errors';
import type { LogChunk, TaskOwner } from '../../model/runs';
import type { Connection } from '../storage/connection';
import { statusFields } from './statusFields';

/** How many chunks are looked at for one page. */
const chunksAtOnce = 1_000;

/**
 * Saves one chunk of a running task's log; does nothing if the chunk is already saved.
 * @throws ThothError LEASE_LOST if the run is not RUNNING
 */
export async function appendLogChunk(connection: Connection, taskId: string, chunk: LogChunk): Promise<void> {
  const { dialect } = connection;
  const insert =
    'INSERT INTO task_log (task_id, first_line, line_count, character_count, text) ' +
    `SELECT task_id, $2, $3, $4, $5 FROM task_run WHERE task_id = $1 AND status = 'RUNNING'${dialect.forShare}`;
  const appended = await connection.change(
    dialect.insertOnce('task_log', insert, ['task_id', 'first_line']),
    taskId,
    chunk.firstLine,
    chunk.lineCount,
    chunk.text.length,
    chunk.text,
  );
  if (appended > 0) return;
  const [run] = await connection.rows<{ status: string }>('SELECT status FROM task_run WHERE task_id = $1', taskId);
  if (run?.status === 'RUNNING') return;
  throw new ThothError(
    'LEASE_LOST',
    `The task run "${taskId}" is no longer running (${run?.status ?? 'removed'}): its log takes no more lines. ` +
      'Start the task again.',
  );
}

/** A query for the number of lines of the task `$1`; no row where it has none. */
const lineCount =
  'SELECT first_line + line_count AS total FROM task_log WHERE task_id = $1 ORDER BY first_line DESC LIMIT 1';

/** Appends text after the last line of a log, in any status of its run; does nothing if there is no such run. */
export async function appendLastWords(connection: Connection, taskId: string, words: string): Promise<void> {
  await connection.change(
    'INSERT INTO task_log (task_id, first_line, line_count, character_count, text) ' +
      `SELECT task_id, coalesce((${lineCount}), 0), $2, $3, $4 FROM task_run WHERE task_id = $1`,
    taskId,
    words.split('\n').length,
    words.length,
    words,
  );
}

/**
 * Composes the owner's log field from the chunks, within the database; does nothing if another run has claimed the
 * task.
 */
export async function saveLogField(
  connection: Connection,
  taskId: string,
  owner: TaskOwner,
  prefix: string,
): Promise<void> {
  const fields = statusFields(owner, prefix);
  await connection.change(
    `UPDATE ${fields.table} SET ${fields.log} = ${connection.dialect.joinedLog(1)} ` +
      `WHERE id = $2 AND ${fields.taskId} = $1`,
    taskId,
    owner.id,
  );
}

/** Stores the length of a run's log in its row, for `pruneRuns`: reading all logs for it would take long. */
export async function measureLog(connection: Connection, taskId: string): Promise<void> {
  await connection.change(
    'UPDATE task_run SET log_characters = (SELECT coalesce(sum(character_count), 0) FROM task_log ' +
      'WHERE task_log.task_id = $1) WHERE task_id = $1',
    taskId,
  );
}

/**
 * Whole chunks, starting with the one that contains line `fromLine`, up to about `maxCharacters` or a maximum number of
 * chunks; at least one if there is one.
 */
export function readLogChunks(
  connection: Connection,
  taskId: string,
  fromLine: number,
  maxCharacters: number,
): Promise<readonly LogChunk[]> {
  return connection.rows<LogChunk>(
    'WITH ahead AS (SELECT id, first_line, character_count FROM task_log WHERE task_id = $1 AND first_line >= ' +
      'coalesce((SELECT max(first_line) FROM task_log WHERE task_id = $1 AND first_line <= $2), 0) ' +
      `AND first_line + line_count > $2 ORDER BY first_line LIMIT ${chunksAtOnce}), ` +
      'page AS (SELECT id, sum(character_count) OVER (ORDER BY first_line) - character_count AS held FROM ahead) ' +
      'SELECT first_line AS "firstLine", line_count AS "lineCount", text FROM page ' +
      'JOIN task_log ON task_log.id = page.id WHERE held = 0 OR held < $3 ORDER BY first_line',
    taskId,
    fromLine,
    maxCharacters,
  );
}

/** The number of saved lines. */
export async function countLogLines(connection: Connection, taskId: string): Promise<number> {
  const [last] = await connection.rows<{ total: number }>(lineCount, taskId);
  return last?.total ?? 0;
}

import { ThothError } from '../../base/errors';
import type { StatusPrefix, TaskOwner } from '../catalog';
import type { Connection } from '../database/connection';
import type { LogChunk } from '../log';
import { statusFields } from './statusFields';

/**
 * Keeps one chunk of a running task's log; a chunk that is there already stays as it is.
 * @throws ThothError LEASE_LOST when the run is not RUNNING
 */
export async function appendLogChunk(connection: Connection, taskId: string, chunk: LogChunk): Promise<void> {
  const appended = await connection.change(
    'INSERT INTO task_log (task_id, first_line, line_count, character_count, text) ' +
      "SELECT $1, $2, $3, $4, $5 FROM task_run WHERE task_id = $1 AND status = 'RUNNING' " +
      'ON CONFLICT (task_id, first_line) DO NOTHING',
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

/** Appends text after the last line of a log, whatever the status of its run; nothing where there is no such run. */
export async function appendLastWords(connection: Connection, taskId: string, words: string): Promise<void> {
  await connection.change(
    'INSERT INTO task_log (task_id, first_line, line_count, character_count, text) ' +
      'SELECT $1, coalesce((SELECT max(first_line + line_count) FROM task_log WHERE task_id = $1), 0), $2, $3, $4 ' +
      'FROM task_run WHERE task_id = $1',
    taskId,
    words.split('\n').length,
    words.length,
    words,
  );
}

/** Composes the owner's log field from the chunks, within the database; not once another run has taken the task. */
export async function saveLogField(
  connection: Connection,
  taskId: string,
  owner: TaskOwner,
  prefix: StatusPrefix,
): Promise<void> {
  const fields = statusFields(owner, prefix);
  await connection.change(
    `UPDATE ${fields.table} SET ${fields.log} = ${connection.dialect.joinedLog(1)} ` +
      `WHERE id = $2 AND ${fields.taskId} = $1`,
    taskId,
    owner.id,
  );
}

/** Whole chunks from the one with line `fromLine`, until they hold `maxCharacters`; at least one where there is one. */
export function readLogChunks(
  connection: Connection,
  taskId: string,
  fromLine: number,
  maxCharacters: number,
): Promise<readonly LogChunk[]> {
  return connection.rows<LogChunk>(
    'WITH page AS (SELECT id, sum(character_count) OVER (ORDER BY first_line) - character_count AS before ' +
      'FROM task_log WHERE task_id = $1 AND first_line + line_count > $2) ' +
      'SELECT first_line AS "firstLine", line_count AS "lineCount", text FROM page JOIN task_log USING (id) ' +
      'WHERE before = 0 OR before < $3 ORDER BY first_line',
    taskId,
    fromLine,
    maxCharacters,
  );
}

/** How many lines are saved. */
export async function countLogLines(connection: Connection, taskId: string): Promise<number> {
  const [last] = await connection.rows<{ lines: number }>(
    'SELECT first_line + line_count AS lines FROM task_log WHERE task_id = $1 ORDER BY first_line DESC LIMIT 1',
    taskId,
  );
  return last?.lines ?? 0;
}

import type { RunEnd, StatusPrefix, TaskOwner, TaskStatus } from '../../model/runs';
import type { Connection } from '../storage/connection';
import { readOwnerState } from './runClaim';
import { appendLastWords, measureLog } from './runLog';
import { ownerTables, statusFields } from './statusFields';

export interface EndOptions {
  readonly lastWords?: string;
  readonly onlyIfHeartbeat?: number;
}

/** Ends a run that is RUNNING, within a transaction. @returns whether this call ended it */
export async function endRun(
  connection: Connection,
  taskId: string,
  owner: TaskOwner,
  prefix: StatusPrefix | null,
  end: RunEnd,
  { lastWords, onlyIfHeartbeat }: EndOptions,
): Promise<boolean> {
  const { dialect } = connection;
  const prefixes = prefix === null ? ownerTables[owner.type].prefixes : [prefix];
  const sameHeartbeat = onlyIfHeartbeat === undefined ? [] : [dialect.time(onlyIfHeartbeat)];
  await lockOwner(connection, owner);
  const ended = await connection.change(
    'UPDATE task_run SET status = $1, end_time = $2, processed = $3, failed = $4, total = $5, error = $6 ' +
      `WHERE task_id = $7 AND status = 'RUNNING'${sameHeartbeat.length > 0 ? ' AND heartbeat = $8' : ''}`,
    end.status,
    dialect.time(end.now),
    end.processed,
    end.failed,
    end.total,
    end.error,
    taskId,
    ...sameHeartbeat,
  );
  if (ended === 0) return false;
  if (lastWords !== undefined) await appendLastWords(connection, taskId, lastWords);
  await measureLog(connection, taskId);
  for (const fields of prefixes.map((one) => statusFields(owner, one))) {
    await connection.change(
      `UPDATE ${fields.table} SET ${fields.status} = $1, ${fields.endTime} = $2, ` +
        `${fields.log} = ${dialect.joinedLog(3)} WHERE id = $4 AND ${fields.taskId} = $3`,
      end.status,
      dialect.time(end.now),
      taskId,
      owner.id,
    );
  }
  return true;
}

/** Owners are locked before their runs, by whatever changes both: two such transactions never wait for each other. */
async function lockOwner(connection: Connection, owner: TaskOwner): Promise<void> {
  const { forUpdate } = connection.dialect;
  if (forUpdate === '') return;
  await connection.rows(`SELECT id FROM ${ownerTables[owner.type].table} WHERE id = $1${forUpdate}`, owner.id);
}

/** Puts an owner's task back to IDLE, within a transaction. @returns the status before */
export async function resetTask(
  connection: Connection,
  owner: TaskOwner,
  prefix: StatusPrefix,
  now: number,
  lastWords: (was: TaskStatus) => string,
): Promise<TaskStatus> {
  const { status, taskId } = await readOwnerState(connection, owner, prefix);
  const words = lastWords(status);
  if (taskId === null) {
    await resetWithoutRun(connection, owner, prefix, words);
  } else {
    await resetWithRun(connection, owner, prefix, taskId, now, words);
  }
  return status;
}

async function resetWithoutRun(
  connection: Connection,
  owner: TaskOwner,
  prefix: StatusPrefix,
  words: string,
): Promise<void> {
  const { table, status, log } = statusFields(owner, prefix);
  const appended = `CASE ${log} WHEN '' THEN $1 ELSE ${log} || $2 END`;
  await connection.change(
    `UPDATE ${table} SET ${status} = 'IDLE', ${log} = ${appended} WHERE id = $3`,
    words,
    `\n${words}`,
    owner.id,
  );
}

async function resetWithRun(
  connection: Connection,
  owner: TaskOwner,
  prefix: StatusPrefix,
  taskId: string,
  now: number,
  words: string,
): Promise<void> {
  const { dialect } = connection;
  const { table, status, log, endTime } = statusFields(owner, prefix);
  await connection.change(
    "UPDATE task_run SET status = 'FAILED', error = $1, end_time = $2 WHERE task_id = $3 AND status = 'RUNNING'",
    words,
    dialect.time(now),
    taskId,
  );
  await appendLastWords(connection, taskId, words);
  await measureLog(connection, taskId);
  await connection.change(
    `UPDATE ${table} SET ${status} = 'IDLE', ${log} = ${dialect.joinedLog(1)}, ${endTime} = coalesce(${endTime}, $2) ` +
      'WHERE id = $3',
    taskId,
    dialect.time(now),
    owner.id,
  );
}

import type { RunEnd, TaskKind, TaskOwner, TaskStatus } from '../../model/runs';
import type { Connection } from '../storage/connection';
import { lockOwner } from './runClaim';
import { appendLastWords, measureLog } from './runLog';
import { ownerTables, statusFields } from './statusFields';

export interface EndOptions {
  readonly lastWords?: string;
  readonly onlyIfHeartbeat?: number;
}

/** Ends a RUNNING run, within a transaction. @returns whether this call ended it */
export async function endRun(
  connection: Connection,
  taskId: string,
  owner: TaskOwner,
  prefix: string | null,
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

/** Resets an owner's task to IDLE, within a transaction. @returns the status before */
export async function resetTask(
  connection: Connection,
  owner: TaskOwner,
  { kind, prefix }: TaskKind,
  now: number,
  lastWords: (was: TaskStatus) => string,
): Promise<TaskStatus> {
  await lockOwner(connection, owner);
  const { taskId, status } = (await readLastRun(connection, owner, kind)) ?? { status: 'IDLE' as const };
  const words = lastWords(status);
  if (taskId === undefined) {
    if (prefix !== undefined) await resetMirrorWithoutRun(connection, owner, prefix, words);
    return status;
  }
  await resetRun(connection, taskId, now, words);
  if (prefix !== undefined) await resetMirror(connection, owner, prefix, taskId, now);
  return status;
}

interface LastRun {
  readonly taskId: string;
  readonly status: TaskStatus;
}

async function readLastRun(connection: Connection, owner: TaskOwner, kind: string): Promise<LastRun | undefined> {
  const [run] = await connection.rows<LastRun>(
    `SELECT task_id AS "taskId", CASE WHEN reset_time IS NULL THEN status ELSE 'IDLE' END AS status FROM task_run ` +
      `WHERE ${ownerTables[owner.type].reference} = $1 AND kind = $2 ` +
      "ORDER BY CASE status WHEN 'RUNNING' THEN 0 ELSE 1 END, id DESC LIMIT 1",
    owner.id,
    kind,
  );
  return run;
}

async function resetRun(connection: Connection, taskId: string, now: number, words: string): Promise<void> {
  const { dialect } = connection;
  await connection.change(
    "UPDATE task_run SET status = 'FAILED', error = $1, end_time = $2 WHERE task_id = $3 AND status = 'RUNNING'",
    words,
    dialect.time(now),
    taskId,
  );
  await connection.change('UPDATE task_run SET reset_time = $1 WHERE task_id = $2', dialect.time(now), taskId);
  await appendLastWords(connection, taskId, words);
  await measureLog(connection, taskId);
}

async function resetMirrorWithoutRun(
  connection: Connection,
  owner: TaskOwner,
  prefix: string,
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

async function resetMirror(
  connection: Connection,
  owner: TaskOwner,
  prefix: string,
  taskId: string,
  now: number,
): Promise<void> {
  const { dialect } = connection;
  const { table, status, log, endTime } = statusFields(owner, prefix);
  await connection.change(
    `UPDATE ${table} SET ${status} = 'IDLE', ${log} = ${dialect.joinedLog(1)}, ${endTime} = coalesce(${endTime}, $2) ` +
      'WHERE id = $3',
    taskId,
    dialect.time(now),
    owner.id,
  );
}

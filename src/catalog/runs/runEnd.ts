import type { RunEnd, TaskKind, TaskOwner, TaskStatus } from '../../model/runs';
import type { Models } from '../models';
import type { Connection } from '../storage/connection';
import { lockOwner } from './runClaim';
import { appendLastWords, measureLog } from './runLog';
import { ownerTables, statusFields } from './statusFields';

export interface EndOptions {
  readonly lastWords?: string;
  readonly onlyIfHeartbeat?: number;
}

/** Ends a RUNNING run, within a transaction. @param models those of `connection` @returns whether this call ended it */
export async function endRun(
  connection: Connection,
  { taskRun }: Models,
  taskId: string,
  owner: TaskOwner,
  prefix: string | null,
  { now, ...end }: RunEnd,
  { lastWords, onlyIfHeartbeat }: EndOptions,
): Promise<boolean> {
  const { dialect } = connection;
  const prefixes = prefix === null ? ownerTables[owner.type].prefixes : [prefix];
  const sameHeartbeat = onlyIfHeartbeat !== undefined && { heartbeat: new Date(onlyIfHeartbeat) };
  await lockOwner(connection, owner);
  const [ended] = await taskRun.update(
    { ...end, endTime: new Date(now) },
    { where: { taskId, status: 'RUNNING', ...sameHeartbeat }, ...connection.scope },
  );
  if (ended === 0) return false;
  if (lastWords !== undefined) await appendLastWords(connection, taskId, lastWords);
  await measureLog(connection, taskId);
  for (const fields of prefixes.map((one) => statusFields(owner, one))) {
    await connection.change(
      `UPDATE ${fields.table} SET ${fields.status} = $1, ${fields.endTime} = $2, ` +
        `${fields.log} = ${dialect.joinedLog(3)} WHERE id = $4 AND ${fields.taskId} = $3`,
      end.status,
      dialect.time(now),
      taskId,
      owner.id,
    );
  }
  return true;
}

/** Resets an owner's task to IDLE, within a transaction. @returns the status before */
export async function resetTask(
  connection: Connection,
  models: Models,
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
  await resetRun(connection, models, taskId, now, words);
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

async function resetRun(
  connection: Connection,
  { taskRun }: Models,
  taskId: string,
  now: number,
  words: string,
): Promise<void> {
  const time = new Date(now);
  await taskRun.update(
    { status: 'FAILED', error: words, endTime: time },
    { where: { taskId, status: 'RUNNING' }, ...connection.scope },
  );
  await taskRun.update({ resetTime: time }, { where: { taskId }, ...connection.scope });
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

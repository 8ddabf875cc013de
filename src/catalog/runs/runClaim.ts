import { ThothError } from '../../base/errors';
import type { ClaimRequest, ClaimResult } from '../catalog';
import type { TaskOwner } from '../../model/runs';
import type { Connection } from '../storage/connection';
import type { DatabaseTime } from '../storage/databaseTime';
import { rowOf, toTaskRun, type Models } from '../models';
import { ownerNotFound, ownerTables, statusFields, type StatusFields } from './statusFields';

/**
 * Claims an owner's task for a run, within a transaction. Locks the owner's row first, as windows of an older version
 * do, which claim only by the status field: this way each sees what the other has written. The database itself allows
 * one RUNNING run per owner and kind.
 * @param models those of `connection`
 * @param time converts the holder's times
 */
export async function claimTask(
  connection: Connection,
  models: Models,
  request: ClaimRequest,
  time: DatabaseTime,
): Promise<ClaimResult> {
  const { owner, kind, prefix } = request;
  const mirror = prefix === undefined ? undefined : statusFields(owner, prefix);
  const reference = owner.type === 'sqlDb' ? { sqlDbId: owner.id } : { workspaceId: owner.id };
  await lockOwner(connection, owner);
  const holder = await models.taskRun.findOne({
    where: { ...reference, kind, status: 'RUNNING' },
    ...connection.scope,
  });
  const { taskId, host, processId } = request;
  // its own where the connection was lost after the claim
  if (holder) {
    return rowOf(holder).taskId === taskId
      ? { claimed: true }
      : { claimed: false, holder: toTaskRun(rowOf(holder), time) };
  }
  const now = new Date(request.now);
  await models.taskRun.create(
    { taskId, ...reference, kind, status: 'RUNNING', startTime: now, heartbeat: now, host, processId },
    connection.scope,
  );
  if (mirror) await claimMirror(connection, request, mirror);
  return { claimed: true };
}

/** Shows the run in the status fields. @throws ThothError ALREADY_RUNNING if they show another run that is RUNNING */
async function claimMirror(connection: Connection, request: ClaimRequest, fields: StatusFields): Promise<void> {
  const { owner, taskId } = request;
  const claimed = await connection.change(
    `UPDATE ${fields.table} SET ${fields.status} = 'RUNNING', ${fields.taskId} = $1, ${fields.log} = '', ` +
      `${fields.startTime} = $2, ${fields.endTime} = NULL WHERE id = $3 AND (${fields.status} <> 'RUNNING' OR ` +
      `NOT EXISTS (SELECT 1 FROM task_run WHERE task_id = ${fields.taskId} AND status = 'RUNNING'))`,
    taskId,
    connection.dialect.time(request.now),
    owner.id,
  );
  if (claimed > 0) return;
  throw new ThothError(
    'ALREADY_RUNNING',
    `The field ${fields.status} of ${fields.table} ${owner.id} shows a running task of another kind. Wait for it to end, or cancel it.`,
  );
}

/**
 * Locks an owner's tasks against changes by others until the transaction ends. Every transaction that changes both
 * locks the owner before its runs, so that two of them never deadlock.
 * @throws ThothError NOT_FOUND
 */
export async function lockOwner(connection: Connection, owner: TaskOwner): Promise<void> {
  const [row] = await connection.rows(
    `SELECT id FROM ${ownerTables[owner.type].table} WHERE id = $1${connection.dialect.forUpdate}`,
    owner.id,
  );
  if (!row) throw ownerNotFound(owner);
}

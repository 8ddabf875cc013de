import { ThothError } from '../../base/errors';
import type { ClaimRequest, ClaimResult } from '../catalog';
import type { StatusPrefix, TaskOwner, TaskStatus } from '../../model/runs';
import type { Connection } from '../storage/connection';
import type { DatabaseTime } from '../storage/databaseTime';
import { toTaskRun, type Models } from '../models';
import { ownerNotFound, ownerTables, statusFields } from './statusFields';

/**
 * Takes the owner's task for a run, within a transaction. The owner's row is locked first, so that the UPDATE, which
 * decides, sees what whoever held that lock has written: the run above all. A RUNNING that no run stands behind does not
 * count.
 * @param models those of `connection`
 * @param time tells the holder's times
 */
export async function claimTask(
  connection: Connection,
  models: Models,
  request: ClaimRequest,
  time: DatabaseTime,
): Promise<ClaimResult> {
  const { owner, prefix } = request;
  const fields = statusFields(owner, prefix);
  const now = connection.dialect.time(request.now);
  await readOwnerState(connection, owner, prefix);
  const claimed = await connection.change(
    `UPDATE ${fields.table} SET ${fields.status} = 'RUNNING', ${fields.taskId} = $1, ${fields.log} = '', ` +
      `${fields.startTime} = $2, ${fields.endTime} = NULL WHERE id = $3 AND (${fields.status} <> 'RUNNING' OR ` +
      `NOT EXISTS (SELECT 1 FROM task_run WHERE task_id = ${fields.taskId} AND status = 'RUNNING'))`,
    request.taskId,
    now,
    owner.id,
  );
  if (claimed === 0) return readHolder(connection, models, owner, prefix, time);
  await connection.change(
    `INSERT INTO task_run (task_id, ${ownerTables[owner.type].reference}, kind, status, start_time, heartbeat, ` +
      "host, process_id) VALUES ($1, $2, $3, 'RUNNING', $4, $4, $5, $6)",
    request.taskId,
    owner.id,
    request.kind,
    now,
    request.host,
    request.processId,
  );
  return { claimed: true };
}

async function readHolder(
  connection: Connection,
  models: Models,
  owner: TaskOwner,
  prefix: StatusPrefix,
  time: DatabaseTime,
): Promise<ClaimResult> {
  const { taskId } = await readOwnerState(connection, owner, prefix);
  const run = await models.taskRun.findOne({ where: { taskId: taskId ?? '' }, ...connection.scope });
  if (run) return { claimed: false, holder: toTaskRun(run.get(), time) };
  throw new ThothError('NOT_FOUND', `The run "${taskId}" that holds this task is not there. Reset the task's status.`);
}

export interface OwnerState {
  readonly status: TaskStatus;
  readonly taskId: string | null;
}

/** How an owner's task stands, within a transaction that nobody changes it under from now on. @throws ThothError NOT_FOUND */
export async function readOwnerState(
  connection: Connection,
  owner: TaskOwner,
  prefix: StatusPrefix,
): Promise<OwnerState> {
  const fields = statusFields(owner, prefix);
  const [state] = await connection.rows<OwnerState>(
    `SELECT ${fields.status} AS status, ${fields.taskId} AS "taskId" FROM ${fields.table} WHERE id = $1` +
      connection.dialect.forUpdate,
    owner.id,
  );
  if (!state) throw ownerNotFound(owner);
  return state;
}

import type { TaskOwner, TaskState, TaskStates, TaskStatus } from '../../model/runs';
import type { Connection } from '../storage/connection';
import type { DatabaseTime } from '../storage/databaseTime';
import { ownerTables } from './statusFields';

/** The last run of an owner's task. */
interface LastRun {
  readonly owner: number;
  readonly kind: string;
  readonly status: TaskStatus;
  readonly taskId: string;
  readonly startTime: number;
  readonly endTime: number | null;
}

/** How many states are read, the newest: more than the tasks of 1,000 databases. */
const maxStates = 10_000;

/**
 * The states of the tasks of all owners of a type, by the owner's id, in one query that reads only the index of the
 * runs and the last runs.
 * @param id restricts it to one owner
 */
export async function readTaskStates(
  connection: Connection,
  type: TaskOwner['type'],
  time: DatabaseTime,
  id?: number,
): Promise<ReadonlyMap<number, TaskStates>> {
  const { reference } = ownerTables[type];
  const { milliseconds } = connection.dialect;
  const owners = id === undefined ? `${reference} IS NOT NULL` : `${reference} = $1`;
  const lastRuns = await connection.rows<LastRun>(
    `SELECT ${reference} AS owner, kind, CASE WHEN reset_time IS NULL THEN status ELSE 'IDLE' END AS status, ` +
      `task_id AS "taskId", ${milliseconds('start_time')} AS "startTime", ` +
      `CASE WHEN end_time IS NULL THEN NULL ELSE ${milliseconds('end_time')} END AS "endTime" FROM task_run ` +
      `JOIN (SELECT max(id) AS last FROM task_run WHERE ${owners} GROUP BY ${reference}, kind ` +
      `UNION SELECT id FROM task_run WHERE status = 'RUNNING' AND ${owners}) AS lasts ON id = last ORDER BY id DESC LIMIT ${maxStates}`,
    ...(id === undefined ? [] : [id]),
  );
  const states = new Map<number, Record<string, TaskState>>();
  for (const { owner, kind, status, taskId, startTime, endTime } of lastRuns) {
    const ofOwner = states.get(Number(owner)) ?? {};
    states.set(Number(owner), ofOwner);
    // the migration may have left a RUNNING run that is older than the last one
    if (ofOwner[kind]?.status === 'RUNNING') continue;
    ofOwner[kind] = {
      status,
      taskId,
      startTime: time.fromDatabase(Number(startTime)),
      endTime: endTime === null ? null : time.fromDatabase(Number(endTime)),
    };
  }
  return states;
}

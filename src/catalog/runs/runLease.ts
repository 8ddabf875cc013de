import { ThothError } from '../../base/errors';
import type { Connection } from '../storage/connection';

/**
 * Within a transaction: checks that a run still holds its lease, and prevents its end until the transaction ends.
 * Without this check, a run could write into the results of the next run.
 * @throws ThothError LEASE_LOST
 */
export async function requireLease(connection: Connection, taskId: string): Promise<void> {
  const [held] = await connection.rows<{ id: number }>(
    `SELECT id FROM task_run WHERE task_id = $1 AND status = 'RUNNING'${connection.dialect.forUpdate}`,
    taskId,
  );
  if (held) return;
  throw new ThothError(
    'LEASE_LOST',
    `The task run "${taskId}" is no longer running: what it has not saved yet is not kept. Start the task again.`,
  );
}

import { ThothError } from '../../base/errors';
import type { Writer } from '../storage/writer';
import { lockOwner } from '../runs/runClaim';
import { ownerTables } from '../runs/statusFields';
import type { TaskOwner } from '../../model/runs';

/**
 * Removes an owner's row, and with it all that belongs to it, where no task is running over it.
 * @param read reads the owner, where it was not removed; throws NOT_FOUND where it is not there
 * @throws ThothError ALREADY_RUNNING
 */
export async function removeOwner(
  owner: TaskOwner,
  writer: Writer,
  read: () => Promise<{ readonly name: string }>,
): Promise<void> {
  const { table, label, reference } = ownerTables[owner.type];
  const removed = await writer.transaction(async (connection) => {
    await lockOwner(connection, owner);
    // a statement of its own, after the lock: it sees the run of a claim that had the lock before
    const none = `NOT EXISTS (SELECT 1 FROM task_run WHERE ${reference} = $1 AND status = 'RUNNING')`;
    return connection.change(`DELETE FROM ${table} WHERE id = $1 AND ${none}`, owner.id);
  });
  if (removed > 0) return;
  const { name } = await read();
  throw new ThothError(
    'ALREADY_RUNNING',
    `The ${label} "${name}" cannot be removed while a task is running over it. Cancel the task first.`,
  );
}

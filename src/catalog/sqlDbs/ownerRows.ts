import { ThothError } from '../../base/errors';
import type { Writer } from '../storage/writer';
import { lockOwner } from '../runs/runClaim';
import { ownerTables } from '../runs/statusFields';
import type { TaskOwner } from '../../model/runs';

/**
 * Removes an owner's row and everything that belongs to it, unless a task runs over it.
 * @param read reads the owner if it was not removed; throws NOT_FOUND if it does not exist
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
    // a separate statement after the lock, so that it sees a run whose claim held the lock first
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

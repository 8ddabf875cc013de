import { ThothError } from '../../base/errors';
import type { Models } from '../models';
import type { Writer } from '../storage/writer';
import { lockOwner } from '../runs/runClaim';
import { ownerTables } from '../runs/statusFields';
import type { TaskOwner } from '../../model/runs';

/**
 * Removes an owner's row and everything that belongs to it, unless a task runs over it.
 * @param models those of the writer's connection
 * @param read reads the owner if it was not removed; throws NOT_FOUND if it does not exist
 * @throws ThothError NOT_FOUND, ALREADY_RUNNING
 */
export async function removeOwner(
  owner: TaskOwner,
  writer: Writer,
  models: Models,
  read: () => Promise<{ readonly name: string }>,
): Promise<void> {
  const { type, id } = owner;
  const removed = await writer.transaction(async (connection) => {
    await lockOwner(connection, owner);
    // after the lock, so that it sees a run whose claim held the lock first
    const reference = type === 'sqlDb' ? { sqlDbId: id } : { workspaceId: id };
    const running = await models.taskRun.findOne({ where: { ...reference, status: 'RUNNING' }, ...connection.scope });
    if (running) return false;
    const row = { where: { id }, ...connection.scope };
    await (type === 'sqlDb' ? models.sqlDb.destroy(row) : models.workspace.destroy(row));
    return true;
  });
  if (removed) return;
  const { name } = await read();
  throw new ThothError(
    'ALREADY_RUNNING',
    `The ${ownerTables[type].label} "${name}" cannot be removed while a task is running over it. Cancel the task first.`,
  );
}

import { ThothError } from '../../base/errors';
import type { Writer } from '../storage/writer';
import { ownerTables } from '../runs/statusFields';
import type { TaskOwner } from '../../model/runs';

/**
 * Removes an owner's row, and with it all that belongs to it, where no task is running over it.
 * @param read reads the owner, where it was not removed; throws NOT_FOUND where it is not there
 * @throws ThothError ALREADY_RUNNING
 */
export async function removeOwner(
  { type, id }: TaskOwner,
  writer: Writer,
  read: () => Promise<{ readonly name: string }>,
): Promise<void> {
  const { table, label, prefixes } = ownerTables[type];
  const idle = prefixes.map((prefix) => `${prefix}_status <> 'RUNNING'`).join(' AND ');
  const removed = await writer.run((connection) =>
    connection.change(`DELETE FROM ${table} WHERE id = $1 AND ${idle}`, id),
  );
  if (removed > 0) return;
  const { name } = await read();
  throw new ThothError(
    'ALREADY_RUNNING',
    `The ${label} "${name}" cannot be removed while a task is running over it. Cancel the task first.`,
  );
}

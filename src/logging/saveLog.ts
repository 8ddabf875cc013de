import { messageOf } from '../base/errors';
import type { Logger } from './logger';
import type { MemoryLogHandler } from './memoryLogHandler';

/** The row of a SqlDb or Workspace with a field into which a log can be saved. */
export interface LogOwner {
  readonly id: number;
  /** Writes the records that the handler's sinks have saved into the field, and changes no other field. */
  saveLogField(field: LogField): Promise<void>;
}

/** A log field of the row of a SqlDb or of a Workspace. */
export type LogField = `${string}_log`;

/**
 * Saves the whole log of a task into one field of its SqlDb. The text is composed where the records are already stored:
 * a long log is neither copied nor sent again. A failure never fails the task: `fallback` is called with the cause.
 */
export function updateSqlDbLog(
  sqlDb: LogOwner,
  handler: MemoryLogHandler,
  field: LogField,
  fallback: Logger,
): Promise<void> {
  return saveLog('SqlDb', sqlDb, handler, field, fallback);
}

/** Like `updateSqlDbLog`, for a field of a Workspace. */
export function updateWorkspaceLog(
  workspace: LogOwner,
  handler: MemoryLogHandler,
  field: LogField,
  fallback: Logger,
): Promise<void> {
  return saveLog('Workspace', workspace, handler, field, fallback);
}

async function saveLog(
  ownerName: string,
  owner: LogOwner,
  handler: MemoryLogHandler,
  field: LogField,
  fallback: Logger,
): Promise<void> {
  try {
    await handler.flush();
    await owner.saveLogField(field);
  } catch (error) {
    fallback.error(`The log could not be saved into ${field} of ${ownerName} ${owner.id}: ${messageOf(error)}`);
  }
}

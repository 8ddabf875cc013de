import { messageOf } from '../base/errors';
import type { Logger } from './logger';
import type { MemoryLogHandler } from './memoryLogHandler';

/** The row of a SqlDb or of a Workspace, as far as a log can be saved into a field of it. */
export interface LogOwner {
  readonly id: number;
  /** Writes the records that the handler's sinks have kept into the field, and touches no other field. */
  saveLogField(field: LogField): Promise<void>;
}

/** A log field of the row of a SqlDb or of a Workspace. */
export type LogField = `${string}_log`;

/**
 * Saves the whole log of a task into one field of its SqlDb. The text is composed where the records are already kept:
 * a long log is neither copied nor sent a second time.
 * A failure never fails the task: `fallback` is told, with the cause.
 */
export function updateSqlDbLog(
  sqlDb: LogOwner,
  handler: MemoryLogHandler,
  field: LogField,
  fallback: Logger,
): Promise<void> {
  return saveLog('SqlDb', sqlDb, handler, field, fallback);
}

/** Saves the whole log of a task into one field of its Workspace; otherwise as `updateSqlDbLog`. */
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

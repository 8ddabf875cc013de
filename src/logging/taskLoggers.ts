import { HandlerLogger, type LoggerOptions } from './logger';
import { MemoryLogHandler } from './memoryLogHandler';

/** The logger of one task run, and the handler that stores its log. */
export interface TaskLog {
  readonly logger: HandlerLogger;
  readonly handler: MemoryLogHandler;
}

/** A logger for a task over a SqlDb, named `<base>_db_<id>_<timestamp>`. */
export function createDbCommentLogger(
  sqlDb: { readonly id: number },
  baseName: string,
  options: LoggerOptions,
): TaskLog {
  return createTaskLog(`${baseName}_db_${sqlDb.id}`, options);
}

/** A logger for the table comments of a Workspace, named `<base>_<id>_<timestamp>`. */
export function createTableCommentLogger(
  workspace: { readonly id: number },
  baseName: string,
  options: LoggerOptions,
): TaskLog {
  return createTaskLog(`${baseName}_${workspace.id}`, options);
}

/** A logger for the column comments of a Workspace, named `<base>_<id>_<timestamp>`. */
export const createColumnCommentLogger = createTableCommentLogger;

function createTaskLog(name: string, options: LoggerOptions): TaskLog {
  const handler = new MemoryLogHandler(options.clock, options.onHandlerError);
  const logger = new HandlerLogger(`${name}_${uniqueTimestamp(options.clock.now())}`, [handler], options);
  return { logger, handler };
}

let lastTimestamp = 0;

/** The time in milliseconds, or the next later one that no logger of this process has used. */
function uniqueTimestamp(now: number): number {
  lastTimestamp = Math.max(now, lastTimestamp + 1);
  return lastTimestamp;
}

import type { Clock } from '../../base/clock';
import { hasCode, messageOf } from '../../base/errors';
import type { RunStore } from '../../catalog/catalog';
import type { LogChunk, TaskOwner } from '../../model/runs';
import { LogWriter } from '../../logging/logWriter';
import type { HandlerLogger, Logger } from '../../logging/logger';
import type { MemoryLogHandler } from '../../logging/memoryLogHandler';
import { updateSqlDbLog, updateWorkspaceLog } from '../../logging/saveLog';
import { createDbCommentLogger, createTableCommentLogger } from '../../logging/taskLoggers';
import type { TaskDefinition } from '../task';

export interface RunLogOptions {
  readonly clock: Clock;
  /** Removes the secrets from a text. */
  readonly redact: (text: string) => string;
  /** Gets what cannot be written to the log of the run. */
  readonly fallback: Logger;
  /** Called when the project database refuses lines, because another process ended the run. */
  readonly onLeaseLost: () => void;
}

/** The log of one run: its logger, and the writer that saves its lines in the project database. */
export class RunLog {
  readonly logger: HandlerLogger;
  readonly handler: MemoryLogHandler;
  private readonly writer: LogWriter;

  /** @param runs where the lines are saved during the run */
  constructor(
    private readonly taskId: string,
    private readonly definition: TaskDefinition,
    private readonly owner: TaskOwner,
    private runs: RunStore,
    private readonly options: RunLogOptions,
  ) {
    const { clock, redact, fallback } = options;
    const { createWorkspaceLog = createTableCommentLogger, logBaseName } = definition;
    const create = owner.type === 'sqlDb' ? createDbCommentLogger : createWorkspaceLog;
    const { logger, handler } = create(owner, logBaseName, {
      clock,
      redact,
      onHandlerError: (error) => fallback.error(`A log handler of task ${taskId} failed: ${messageOf(error)}`),
    });
    this.logger = logger;
    this.handler = handler;
    this.writer = new LogWriter({ append: (chunk) => this.append(chunk) }, clock, fallback);
    handler.addSink(this.writer);
  }

  /** Saves the log so far, also into the owner's field if the kind has one; a failure goes to the fallback logger. */
  saveField(): Promise<void> {
    const { taskId, owner, definition, runs, options } = this;
    const { prefix } = definition;
    if (prefix === undefined) return this.handler.flush();
    const logOwner = { id: owner.id, saveLogField: () => runs.saveLogField(taskId, owner, prefix) };
    const update = owner.type === 'workspace' ? updateWorkspaceLog : updateSqlDbLog;
    return update(logOwner, this.handler, `${prefix}_log`, options.fallback);
  }

  /**
   * Saves the lines that are not saved yet, into `runs` from now on.
   * @returns the lines that could not be saved, to be saved with the end of the run; undefined if there are none
   * @throws the error of saving, if there are too many lines for that
   */
  async flush(runs: RunStore): Promise<string | undefined> {
    this.runs = runs;
    await this.writer.flush();
    this.writer.requireShortRest();
    return this.writer.rest || undefined;
  }

  /** Stops automatic saving; `flush` still saves. */
  pause(): void {
    this.writer.pause();
  }

  /** Saves nothing more. */
  dispose(): void {
    this.writer.dispose();
  }

  private async append(chunk: LogChunk): Promise<void> {
    try {
      await this.runs.appendLog(this.taskId, chunk);
    } catch (error) {
      if (hasCode(error, 'LEASE_LOST')) this.options.onLeaseLost();
      throw error;
    }
  }
}

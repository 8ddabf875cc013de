import { ThothError } from '../base/errors';
import type { TaskOwner, TaskRunRow } from '../model/runs';
import { taskKind } from '../tasks/kinds/kinds';
import type { TaskRun } from '../tasks/running/taskRun';
import type { TaskDefinition } from '../tasks/task';
import { savedPieces, writeLogFile } from './logFile';
import { readOwner } from './owner';
import type { Parts } from './parts';
import { pruneLogs } from './pruneLogs';

/** The parts of a log's title. */
export interface LogTitle {
  /** The name of the SqlDb or Workspace. */
  readonly owner: string;
  readonly definition: TaskDefinition;
  /** In milliseconds since 1970 UTC. */
  readonly startTime: number;
}

/** The logs of task runs. */
export class Logs {
  constructor(private readonly parts: Pick<Parts, 'clock' | 'logger' | 'project' | 'runner' | 'settings'>) {}

  /** The last run of a task. @throws ThothError NOT_FOUND, also where there was no run yet; INVALID_ARGUMENT */
  async lastRun(owner: TaskOwner, kind: string): Promise<TaskRunRow> {
    const catalog = await this.parts.project.get();
    await readOwner(catalog, owner);
    const [last] = await catalog.runs.listLast(owner, taskKind(kind).kind, 1);
    if (last) return last;
    throw new ThothError('NOT_FOUND', 'There is no task run yet. Run “Create Database Elements” first.');
  }

  /** The parts of the title of a run's log. @throws ThothError NOT_FOUND */
  async title(taskId: string): Promise<LogTitle> {
    const inMemory = this.findInMemory(taskId);
    if (inMemory) {
      const { owner, definition, startTime } = inMemory;
      return { owner: owner.name, definition, startTime };
    }
    const catalog = await this.parts.project.get();
    const { owner, kind, startTime } = await catalog.runs.get(taskId);
    const { name } = await readOwner(catalog, owner);
    return { owner: name, definition: taskKind(kind), startTime };
  }

  /**
   * The log of a run in pieces of whole lines: from memory if this process still has all of it. @throws ThothError
   * NOT_FOUND
   */
  async read(taskId: string): Promise<AsyncIterable<string> | Iterable<string>> {
    const inMemory = this.findInMemory(taskId);
    if (inMemory) return inMemory.handler.getPieces();
    const { runs } = await this.parts.project.get();
    await runs.get(taskId);
    return savedPieces(runs, taskId);
  }

  /** Writes the log of a run into a file. @throws ThothError NOT_FOUND, INVALID_ARGUMENT where the file cannot be written */
  async save(taskId: string, file: string): Promise<void> {
    await writeLogFile(file, await this.read(taskId));
  }

  /** Removes old runs and their logs as the settings say. */
  async prune(): Promise<void> {
    await pruneLogs(this.parts, await this.parts.project.get());
  }

  /** A run whose whole log is in memory: it has not ended, or its end could not be saved. */
  private findInMemory(taskId: string): TaskRun | undefined {
    const { registry } = this.parts.runner;
    return registry.get(taskId) ?? registry.findUnsaved(taskId);
  }
}

import { ThothError } from '../../base/errors';
import type { ClaimRequest, ClaimResult, HeartbeatResult, PruneLimits, Pruned, RunStore } from '../catalog';
import type { LogChunk, RunEnd, TaskKind, TaskOwner, TaskRunRow, TaskStatus } from '../../model/runs';
import type { Connection } from '../storage/connection';
import type { DatabaseTime } from '../storage/databaseTime';
import { defineModels, rowOf, toTaskRun, type Models, type Stored } from '../models';
import { claimTask } from './runClaim';
import { endRun, resetTask, type EndOptions } from './runEnd';
import { pruneRuns } from './runPrune';
import { appendLogChunk, countLogLines, readLogChunks, saveLogField } from './runLog';
import type { Writer } from '../storage/writer';

/** How many runs `listRunning` gives: more than ever run at a time. */
const runningAtOnce = 200;

const idempotent = { isIdempotent: true } as const;

/** The runs, as rows of `task_run`. A run may write only while it is RUNNING. */
export class RunRows implements RunStore {
  private readonly reading: Models;
  private readonly writing: Models;

  constructor(
    private readonly writer: Writer,
    private readonly reader: Connection,
    private readonly time: DatabaseTime,
  ) {
    this.reading = defineModels(reader);
    this.writing = defineModels(writer.connection);
  }

  claim(request: ClaimRequest): Promise<ClaimResult> {
    const timed = { ...request, now: this.time.toDatabase(request.now) };
    return this.writer.transaction((connection) => claimTask(connection, this.writing, timed, this.time), idempotent);
  }

  async heartbeat(taskId: string, now: number): Promise<HeartbeatResult> {
    await this.time.refresh();
    const heartbeat = new Date(this.time.toDatabase(now));
    const renewed = await this.changeRunning(taskId, { heartbeat });
    if (!renewed) return 'lost';
    const run = await this.findRun(taskId);
    return run?.cancelRequested === 1 ? 'cancelRequested' : 'alive';
  }

  async canBeWritten(taskId: string): Promise<boolean> {
    try {
      await this.writer.run(
        (connection) => connection.change('UPDATE task_run SET heartbeat = heartbeat WHERE task_id = $1', taskId),
        idempotent,
      );
      return true;
    } catch {
      return false;
    }
  }

  appendLog(taskId: string, chunk: LogChunk): Promise<void> {
    return this.writer.run((connection) => appendLogChunk(connection, taskId, chunk), idempotent);
  }

  async saveLogField(taskId: string, owner: TaskOwner, prefix: string): Promise<void> {
    await this.writer.run((connection) => saveLogField(connection, taskId, owner, prefix), idempotent);
  }

  end(
    taskId: string,
    owner: TaskOwner,
    prefix: string | null,
    end: RunEnd,
    options: EndOptions = {},
  ): Promise<boolean> {
    const { onlyIfHeartbeat: heartbeat, ...others } = options;
    const timedEnd = { ...end, now: this.time.toDatabase(end.now) };
    const timed = { ...others, ...(heartbeat !== undefined && { onlyIfHeartbeat: this.time.toDatabase(heartbeat) }) };
    return this.writer.transaction(
      (connection) => endRun(connection, this.writing, taskId, owner, prefix, timedEnd, timed),
      idempotent,
    );
  }

  reset(owner: TaskOwner, task: TaskKind, now: number, lastWords: (was: TaskStatus) => string): Promise<TaskStatus> {
    const timedNow = this.time.toDatabase(now);
    return this.writer.transaction((connection) =>
      resetTask(connection, this.writing, owner, task, timedNow, lastWords),
    );
  }

  async requestCancel(taskId: string): Promise<boolean> {
    return this.changeRunning(taskId, { cancelRequested: 1 });
  }

  async get(taskId: string): Promise<TaskRunRow> {
    const run = await this.findRun(taskId);
    if (run) return toTaskRun(run, this.time);
    throw new ThothError('NOT_FOUND', `There is no task run "${taskId}". Its database may have been removed.`);
  }

  async listRunning(): Promise<readonly TaskRunRow[]> {
    await this.time.refresh();
    const runs = await this.reading.taskRun.findAll({
      where: { status: 'RUNNING' },
      order: ['heartbeat', 'id'],
      limit: runningAtOnce,
    });
    return runs.map((run) => toTaskRun(rowOf(run), this.time));
  }

  async listLast(owner: TaskOwner, kind: string, limit: number): Promise<readonly TaskRunRow[]> {
    const runs = await this.reading.taskRun.findAll({
      where: { [owner.type === 'sqlDb' ? 'sqlDbId' : 'workspaceId']: owner.id, kind },
      order: [['id', 'DESC']],
      limit,
    });
    return runs.map((run) => toTaskRun(rowOf(run), this.time));
  }

  readLog(taskId: string, fromLine: number, maxCharacters: number): Promise<readonly LogChunk[]> {
    return readLogChunks(this.reader, taskId, fromLine, maxCharacters);
  }

  countLogLines(taskId: string): Promise<number> {
    return countLogLines(this.reader, taskId);
  }

  prune(limits: PruneLimits, now: number): Promise<Pruned> {
    return pruneRuns(this.writer, this.reader, limits, this.time.toDatabase(now));
  }

  /** @returns whether the run was RUNNING */
  private async changeRunning(taskId: string, values: Partial<Stored<'taskRun'>>): Promise<boolean> {
    const update = { where: { taskId, status: 'RUNNING' } } as const;
    const [changed] = await this.writer.run(() => this.writing.taskRun.update(values, update), idempotent);
    return changed > 0;
  }

  private async findRun(taskId: string): Promise<Stored<'taskRun'> | undefined> {
    const run = await this.reading.taskRun.findOne({ where: { taskId } });
    return run ? rowOf(run) : undefined;
  }
}

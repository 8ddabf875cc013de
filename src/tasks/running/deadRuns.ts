import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { formatDuration } from '../../base/duration';
import type { RunStore } from '../../catalog/catalog';
import type { RunHost, TaskRunRow } from '../../model/runs';
import { LogFormatter } from '../../logging/logFormatter';
import { taskKinds } from '../kinds/kinds';
import { heartbeatInterval, leaseDuration } from './lease';
import type { TaskRegistry } from './taskRegistry';

export interface DeadRunsOptions {
  readonly clock: Clock;
  /** This process. */
  readonly host: RunHost;
  /** Whether a process of this machine exists; asks the operating system by default. */
  readonly processExists?: (processId: number) => boolean;
}

/** The heartbeat of a run when it was last read, and for how many milliseconds this process has seen it unchanged. */
interface Sighting {
  readonly heartbeat: number;
  readonly silence: number;
  /** The elapsed time of that reading, by the clock. */
  readonly at: number;
}

/**
 * A longer time between two readings counts only as this: this process slept or was blocked, and others may have been,
 * too.
 */
const maxGap = 2 * heartbeatInterval;
/** How many milliseconds too early a timer may fire. */
const tolerance = 100;

/**
 * Finds the runs whose process died, and ends them: they become FAILED, with the reason as the last line of their log.
 *
 * A run is dead when this process has seen its heartbeat unchanged for the length of the lease, while a heartbeat could
 * be written. The time in the heartbeat is not compared with our clock: clocks are set and machines sleep, a heartbeat
 * from the future would keep a dead run alive, and after another program has locked the project database, all
 * heartbeats are old. One case needs no waiting: a run of this machine whose heartbeat is older than the lease, and
 * whose process no longer exists.
 *
 * A run of this process that has ended, but whose end could not be saved, is not dead: each check tries to save it, and
 * the checks continue until it is saved. No other window can declare it dead so soon after the database becomes
 * writable.
 *
 * Safe to use from several windows at once: one of them ends the run.
 */
export class DeadRuns {
  private readonly sightings = new Map<string, Sighting>();
  private runs: RunStore | undefined;
  private lastAsked = 0;
  private watching: Disposable | undefined;
  private looking = false;

  /**
   * @param registry the runs of this process. They are alive, even with an old heartbeat: the machine may have slept
   */
  constructor(
    private readonly options: DeadRunsOptions,
    private readonly registry: TaskRegistry,
  ) {}

  /**
   * Checks the running runs, and ends those that are dead. Repeats the check by itself until it is sure about all runs
   * that are running now, so that no dead run is shown for longer than the lease.
   * @returns the runs that are alive, or not known to be dead yet
   */
  async end(runs: RunStore): Promise<readonly TaskRunRow[]> {
    if (this.runs !== runs) this.sightings.clear();
    this.runs = runs;
    this.lastAsked = this.options.clock.elapsed();
    const alive = await this.look(runs);
    if (this.sightings.size > 0) this.startWatching();
    return alive;
  }

  /** Repeats the check by itself until every end of a run of this process is saved. */
  keepSaving(runs: RunStore): void {
    this.runs ??= runs;
    this.startWatching();
  }

  private startWatching(): void {
    this.watching ??= this.options.clock.every(heartbeatInterval, () => void this.watch());
  }

  private async watch(): Promise<void> {
    const { runs, looking, options } = this;
    if (!runs || looking) return;
    this.looking = true;
    try {
      await this.look(runs);
      const asked = options.clock.elapsed() - this.lastAsked;
      if (this.sightings.size === 0 || asked > leaseDuration + heartbeatInterval) this.stopWatching();
    } catch {
      // the project database was closed, or cannot be read now; the next caller gets the error
      if (this.runs === runs) this.stopWatching();
    } finally {
      this.looking = false;
    }
  }

  /** Stops the automatic checks, unless an end still has to be saved. */
  private stopWatching(): void {
    if (this.registry.canSaveLater) return;
    this.watching?.dispose();
    this.watching = undefined;
  }

  private async look(runs: RunStore): Promise<readonly TaskRunRow[]> {
    const running = await runs.listRunning();
    const taskIds = new Set(running.map(({ taskId }) => taskId));
    for (const taskId of this.sightings.keys()) if (!taskIds.has(taskId)) this.sightings.delete(taskId);
    const alive: TaskRunRow[] = [];
    // what prevents saving one end prevents saving the others, too
    let canBeSaved = true;
    for (const run of running) {
      const unsaved = this.registry.findUnsaved(run.taskId);
      if (unsaved?.save) {
        canBeSaved &&= await this.registry.saveLater(unsaved, runs);
        if (!canBeSaved) alive.push(run);
      } else if (this.registry.get(run.taskId) || !(await this.isDead(run, runs))) {
        alive.push(run);
      } else {
        await this.endDead(run, runs);
      }
    }
    return alive;
  }

  private async isDead(run: TaskRunRow, runs: RunStore): Promise<boolean> {
    const { clock } = this.options;
    const at = clock.elapsed();
    const silence = await this.silenceOf(run, runs, at);
    // another project database may have been opened meanwhile
    if (this.runs === runs) this.sightings.set(run.taskId, { heartbeat: run.heartbeat, silence, at });
    if (silence >= leaseDuration - tolerance) return true;
    return clock.now() - run.heartbeat > leaseDuration && this.isGone(run);
  }

  /**
   * How long the heartbeat of a run has been unchanged. A run may be unable to write: once it has been silent for
   * longer than a live run would be, each check must find that a heartbeat could be written, or the time starts again.
   */
  private async silenceOf(run: TaskRunRow, runs: RunStore, at: number): Promise<number> {
    const seen = this.sightings.get(run.taskId);
    if (seen?.heartbeat !== run.heartbeat) return 0;
    const silence = seen.silence + Math.min(at - seen.at, maxGap);
    return silence <= maxGap || (await runs.canBeWritten(run.taskId)) ? silence : 0;
  }

  /**
   * Whether the run's process was on this machine and no longer exists; a run of this process would be in the registry.
   */
  private isGone({ host, processId }: TaskRunRow): boolean {
    const { host: here, processExists: exists = processExists } = this.options;
    return host === here.host && (processId === here.processId || !exists(processId));
  }

  private async endDead(run: TaskRunRow, runs: RunStore): Promise<void> {
    const now = this.options.clock.now();
    const silence = Math.max(now - run.heartbeat, this.sightings.get(run.taskId)?.silence ?? 0);
    const error =
      `The process that ran this task (${run.processId} on ${run.host}) stopped without ending it; ` +
      `its last sign of life was ${formatDuration(silence)} ago. What it had saved is kept; run the task again.`;
    await runs.end(
      run.taskId,
      run.owner,
      // a newer version of Thoth may have started the run
      taskKinds.find(({ kind }) => kind === run.kind)?.prefix ?? null,
      { status: 'FAILED', now, processed: run.processed, failed: run.failed, total: run.total, error },
      {
        lastWords: new LogFormatter().format({ time: now, level: 'ERROR', message: `Error: ${error}` }),
        onlyIfHeartbeat: run.heartbeat,
      },
    );
    this.sightings.delete(run.taskId);
  }
}

/** Whether a process of this machine exists, also one of another user. */
export function processExists(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

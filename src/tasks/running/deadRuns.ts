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
  /** Which process this is. */
  readonly host: RunHost;
  /** Whether a process of this machine is there; by default the operating system is asked. */
  readonly processExists?: (processId: number) => boolean;
}

/** The heartbeat of a run as it was last seen, and how long it has stayed the same before our eyes, in milliseconds. */
interface Sighting {
  readonly heartbeat: number;
  readonly silence: number;
  /** When, as the clock counts elapsed time. */
  readonly at: number;
}

/** A longer time between two looks does not count in full: this process slept or was held up, and so may others have. */
const longestGap = 2 * heartbeatInterval;
/** How much too early a timer may fire, in milliseconds. */
const tolerance = 100;

/**
 * Finds the runs whose process died, and ends them: they become FAILED, with the reason as the last line of their log.
 *
 * A run is dead when its heartbeat has stayed the same for as long as the lease, before the eyes of this process, while it
 * could be written: what the heartbeat says is not compared with our clock. Clocks are set, machines sleep, a heartbeat from
 * the future would keep a dead run alive, and where another program has kept the project database locked, the heartbeats of
 * all are old. One case needs no such wait: a run of this machine whose heartbeat is older than the lease, and whose process
 * is gone.
 *
 * A run of this process that has ended, and whose end could not be saved, is no dead one: saving it is tried at every
 * look, and these go on until it is saved. No other window takes it for dead so soon after it can be written again.
 *
 * Safe to use from several windows at once: one of them ends the run.
 */
export class DeadRuns {
  private readonly sightings = new Map<string, Sighting>();
  private runs: RunStore | undefined;
  private lastAsked = 0;
  private watching: Disposable | undefined;
  private looking = false;

  /** @param registry the runs of this process, which are alive however old their heartbeat: the machine may have slept */
  constructor(
    private readonly options: DeadRunsOptions,
    private readonly registry: TaskRegistry,
  ) {}

  /**
   * Looks at what is running, and ends what is dead. Goes on looking by itself until it can be sure of all that is
   * running now, so that nothing dead is shown for longer than the lease.
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

  /** Goes on looking by itself until no end of a run of this process waits to be saved. */
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
      // the project database was closed or cannot be read now: whoever asks next is told
      if (this.runs === runs) this.stopWatching();
    } finally {
      this.looking = false;
    }
  }

  /** Looks no more by itself, unless an end still waits to be saved. */
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
    // what keeps one from being saved keeps the others too
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
    this.sightings.set(run.taskId, { heartbeat: run.heartbeat, silence, at });
    if (silence >= leaseDuration - tolerance) return true;
    return clock.now() - run.heartbeat > leaseDuration && this.isGone(run);
  }

  /**
   * How long the heartbeat of a run has stayed the same. A run that cannot write is silent for no fault of its own: once
   * it is silent for longer than a living one is, each look has to find that it could write, or the count begins anew.
   */
  private async silenceOf(run: TaskRunRow, runs: RunStore, at: number): Promise<number> {
    const seen = this.sightings.get(run.taskId);
    if (seen?.heartbeat !== run.heartbeat) return 0;
    const silence = seen.silence + Math.min(at - seen.at, longestGap);
    return silence <= longestGap || (await runs.canBeWritten(run.taskId)) ? silence : 0;
  }

  /** Whether no process of this machine can be running it; a run of this very process would be in the registry. */
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
      // a newer version may have made the run
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

/** Whether a process of this machine exists, whichever user it belongs to. */
export function processExists(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { messageOf, ThothError } from '../../base/errors';
import type { RunStore } from '../../catalog/catalog';
import type { Logger } from '../../logging/logger';
import type { TaskRun } from './taskRun';

/** The interval between two heartbeats of a run, in milliseconds. */
export const heartbeatInterval = 5_000;
/** A run without a heartbeat for this long, in milliseconds, is considered dead; see `DeadRuns`. */
export const leaseDuration = 30_000;

/**
 * Renews the lease of a run until disposed. Stops the run when another window asked for it, or when the lease was lost.
 * A heartbeat that cannot be written is retried at the next interval. A lease that expired, because the machine slept
 * or the event loop was blocked, is still renewed unless somebody has ended the run.
 */
export function keepLease(run: TaskRun, runs: RunStore, clock: Clock, fallback: Logger): Disposable {
  let beating = false;
  let failing = false;
  const beat = async (): Promise<void> => {
    if (beating) return;
    beating = true;
    try {
      const state = await runs.heartbeat(run.taskId, clock.now());
      failing = false;
      if (state === 'cancelRequested') run.cancel();
      if (state === 'lost') run.cancel(leaseLost(run));
    } catch (error) {
      if (!failing) fallback.error(`The heartbeat of task ${run.taskId} could not be saved: ${messageOf(error)}`);
      failing = true;
    } finally {
      beating = false;
    }
  };
  return clock.every(heartbeatInterval, () => void beat());
}

/** The reason for which a run stops that another process has ended. */
export function leaseLost(run: TaskRun): ThothError {
  return new ThothError(
    'LEASE_LOST',
    `${run.definition.title} of "${run.owner.name}" was ended from outside: it was reset, or taken for dead. ` +
      'What it had saved is kept; start it again to do the rest.',
  );
}

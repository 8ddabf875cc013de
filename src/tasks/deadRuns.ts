import type { Clock } from '../base/clock';
import { formatDuration } from '../base/duration';
import type { RunStore, TaskRunRow } from '../catalog/catalog';
import { LogFormatter } from '../logging/logFormatter';
import { taskKinds } from './kinds';
import { leaseDuration } from './lease';
import type { TaskRegistry } from './taskRegistry';

/**
 * Ends every run that is RUNNING but whose heartbeat is older than the lease: its process died. It becomes FAILED, with the
 * reason as the last line of its log. Safe to call from several windows at once: one of them ends the run.
 * @param registry the runs of this process, which are alive however old their heartbeat: the machine may have slept
 * @returns the runs that are alive
 */
export async function endDeadRuns(
  runs: RunStore,
  clock: Clock,
  registry: TaskRegistry,
): Promise<readonly TaskRunRow[]> {
  const alive: TaskRunRow[] = [];
  for (const run of await runs.listRunning()) {
    if (registry.get(run.taskId) || clock.now() - run.heartbeat <= leaseDuration) alive.push(run);
    else await endDeadRun(run, runs, clock);
  }
  return alive;
}

async function endDeadRun(run: TaskRunRow, runs: RunStore, clock: Clock): Promise<void> {
  const definition = taskKinds.find((candidate) => candidate.kind === run.kind);
  if (!definition) return;
  const now = clock.now();
  const error =
    `The process that ran this task (${run.processId} on ${run.host}) stopped without ending it; ` +
    `its last sign of life was ${formatDuration(now - run.heartbeat)} ago. What it had saved is kept; run the task again.`;
  await runs.end(
    run.taskId,
    run.owner,
    definition.prefix,
    { status: 'FAILED', now, processed: run.processed, failed: run.failed, total: run.total, error },
    {
      lastWords: new LogFormatter().format({ time: now, level: 'ERROR', message: `Error: ${error}` }),
      onlyIfSilentSince: now - leaseDuration,
    },
  );
}

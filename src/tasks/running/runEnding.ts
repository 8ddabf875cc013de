import type { Clock } from '../../base/clock';
import { hasCode, isCancelled, messageOf } from '../../base/errors';
import type { RunStore } from '../../catalog/catalog';
import type { FinalStatus, RunEnd } from '../../model/runs';
import type { Logger } from '../../logging/logger';
import { visibleText } from '../../logging/record';
import { awaitOrGiveUp } from './cancelDeadline';
import { keepLease } from './lease';
import type { RunParts } from './runContext';
import type { RunLog } from './runLog';
import type { TaskResult } from '../task';
import type { RunOutcome, SaveEnd, SettledLife, TaskRun } from './taskRun';

export interface EndingOptions {
  readonly clock: Clock;
  /** Removes the secrets from a text. */
  readonly redact: (text: string) => string;
  readonly fallback: Logger;
  /** Called when the end could not be saved: saving must be retried from time to time. */
  readonly keepSaving: (runs: RunStore) => void;
}

/** The pauses between attempts to save the end of a run, in milliseconds; each attempt also waits for locks. */
const endPauses = [1_000, 2_000, 5_000, 10_000, 20_000] as const;

/** How long the end of a cancelled run may take to be saved, in milliseconds, before the run is shown as ended. */
const saveTimeout = 500;

/** Does the work of a claimed run, and ends the run in any case. Never rejects. */
export async function runToEnd(parts: RunParts, work: () => Promise<void>, options: EndingOptions): Promise<void> {
  const { run, log, scope, catalog } = parts;
  const { clock, fallback, keepSaving } = options;
  const lease = keepLease(run, catalog.runs, clock, fallback);
  const outcome = await outcomeOf(work(), parts, options);
  run.startEnding();
  await scope.end();
  logOutcome(run, log, outcome);
  log.logger.close();
  // a cancelled run must stop quickly for the person, even if the project database is locked
  const { status } = outcome.result;
  const promptly = status === 'CANCELLED' ? clock.after(saveTimeout, () => run.announce(outcome)) : undefined;
  const life = await saveEnd(run, log, outcome, catalog.runs, options);
  promptly?.dispose();
  lease.dispose();
  if (life.phase === 'ended') {
    log.dispose();
  } else {
    log.pause();
    keepSaving(catalog.runs);
  }
  run.settle(life);
}

/** Waits for the work; afterwards the run may no longer use its scope. */
async function outcomeOf(
  work: Promise<void>,
  { run, log, scope }: RunParts,
  { clock, redact }: EndingOptions,
): Promise<RunOutcome> {
  try {
    await awaitOrGiveUp(work, run, scope.waiting, clock, log.logger);
    return outcome(run, 'COMPLETED');
  } catch (thrown) {
    const failure: unknown = run.signal.aborted ? run.signal.reason : thrown;
    if (run.signal.aborted && isCancelled(failure)) return outcome(run, 'CANCELLED');
    return { ...outcome(run, 'FAILED', visibleText(messageOf(failure), redact)), failure };
  }
}

function outcome({ taskId, owner, definition, counts }: TaskRun, status: FinalStatus, error?: string): RunOutcome {
  return {
    result: {
      taskId,
      ...(owner.type === 'sqlDb' ? { sqlDbId: owner.id } : { workspaceId: owner.id }),
      kind: definition.kind,
      status,
      ...counts,
      ...(error === undefined ? {} : { error }),
    },
  };
}

function logOutcome({ counts }: TaskRun, { handler, logger }: RunLog, { result: { status, error } }: RunOutcome): void {
  if (status === 'CANCELLED') logger.warning('Cancelled: what was done until now is kept.');
  if (error !== undefined) logger.error(`Error: ${error}`);
  handler.addSummary(counts.processed, counts.failed, counts.total);
}

/** Saves the end of a run, with many retries while the project database is locked. */
async function saveEnd(
  run: TaskRun,
  log: RunLog,
  outcome: RunOutcome,
  runs: RunStore,
  { clock, fallback }: EndingOptions,
): Promise<SettledLife> {
  const { result } = outcome;
  const save = endSaver(run, log, result, clock.now());
  for (const pauses = endPauses.values(); ;) {
    try {
      return { phase: 'ended', outcome: (await save(runs)) ? outcome : await endedFromOutside(outcome, runs) };
    } catch (cause) {
      const error = `The end of the task could not be saved: ${messageOf(cause)}`;
      fallback.error(`Task ${run.taskId}: ${error}`);
      const { value: pause } = pauses.next();
      if (pause === undefined || isPermanent(cause)) {
        const failed: TaskResult = { ...result, status: 'FAILED', error: result.error ?? error };
        return { phase: 'unsaved', outcome: { ...outcome, result: failed }, error: cause, save };
      }
      await new Promise<void>((resolve) => clock.after(pause, resolve));
    }
  }
}

function endSaver(
  { taskId, owner, definition, counts }: TaskRun,
  log: RunLog,
  result: TaskResult,
  now: number,
): SaveEnd {
  const end: RunEnd = { status: result.status, ...counts, error: result.error ?? null, now };
  return async (runs) => {
    const lastWords = await log.flush(runs);
    return runs.end(taskId, owner, definition.prefix ?? null, end, lastWords === undefined ? {} : { lastWords });
  };
}

/** Whether a retry is useless: the project database must be replaced or repaired. */
function isPermanent(error: unknown): boolean {
  return hasCode(error, 'PROJECT_DATABASE_GONE') || hasCode(error, 'PROJECT_DATABASE_DAMAGED');
}

async function endedFromOutside(outcome: RunOutcome, runs: RunStore): Promise<RunOutcome> {
  const row = await runs.get(outcome.result.taskId);
  const error = row.error ?? outcome.result.error ?? '';
  return { ...outcome, result: { ...outcome.result, status: row.status as FinalStatus, error } };
}

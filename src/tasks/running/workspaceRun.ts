import { onAbort } from '../../base/cancellation';
import { isCancelled, messageOf, ThothError, throwIfCancelled } from '../../base/errors';
import type { SqlDb } from '../../model/databases';
import type { RunContext, TaskCounts, TaskResult } from '../task';
import type { TaskRun } from './taskRun';

type StartOver = (sqlDb: SqlDb, onStart: (run: TaskRun) => void) => Promise<TaskRun>;

/**
 * Runs a task over each SqlDb of a Workspace, one after the other. Each is a run of its own, with its own status and
 * log, and its lines also go to the Workspace's log. A failed SqlDb does not stop the others; an error that every SqlDb
 * would get ends the run.
 * @param start starts the task over one SqlDb, and gives its run before the first record
 */
export async function runOverWorkspace(run: TaskRun, context: RunContext, start: StartOver): Promise<void> {
  const { catalog, logger, signal } = context;
  const sqlDbs = (await catalog.sqlDbs.list()).filter(({ workspaceId }) => workspaceId === run.owner.id);
  if (sqlDbs.length === 0)
    logger.warning(`The workspace "${run.owner.name}" has no databases. Move some into it first.`);
  let counts: TaskCounts = { processed: 0, failed: 0, total: 0 };
  for (const [index, sqlDb] of sqlDbs.entries()) {
    throwIfCancelled(signal);
    logger.info(`Database ${index + 1}/${sqlDbs.length}: ${sqlDb.name}`);
    const report = progressOf(context, sqlDb.name, index, sqlDbs.length);
    report(0);
    counts = add(counts, await runOver(run, sqlDb, start, context, report));
    context.count(counts);
    context.report({ failed: counts.failed });
    await context.saveLogWhenDue();
  }
  context.report({ fraction: 1, current: null });
}

async function runOver(
  whole: TaskRun,
  sqlDb: SqlDb,
  start: StartOver,
  { logger, signal }: RunContext,
  report: (fraction: number) => void,
): Promise<TaskCounts> {
  let part: TaskRun;
  try {
    part = await start(sqlDb, ({ handler }) =>
      handler.addSink({ write: (record) => whole.handler.handle({ ...record, ofPart: true }) }),
    );
  } catch (error) {
    if (isCancelled(error)) throw error;
    logger.error(`Error processing database ${sqlDb.name}: ${messageOf(error)}`);
    return { processed: 0, failed: 1, total: 1 };
  }
  const watching = part.onDidChange(() => report(part.progress.fraction));
  const cancelling = onAbort(signal, () => part.cancel(signal.reason));
  const result = await part.result;
  cancelling.dispose();
  watching.dispose();
  whole.parts.push(result);
  throwIfCancelled(signal);
  const failure = part.outcome?.failure;
  if (result.status === 'FAILED' && concernsEveryDatabase(failure)) throw failure;
  return countsOf(result);
}

/** Whether the generator of comments failed, not one database. */
function concernsEveryDatabase(failure: unknown): boolean {
  return failure instanceof ThothError && failure.code.startsWith('COMMENTS_');
}

/** The items that a failed run has not processed count as failed. */
function countsOf({ status, processed, total }: TaskResult): TaskCounts {
  const all = status === 'COMPLETED' ? total : Math.max(total, processed + 1);
  return { processed, failed: all - processed, total: all };
}

function add(one: TaskCounts, other: TaskCounts): TaskCounts {
  return {
    processed: one.processed + other.processed,
    failed: one.failed + other.failed,
    total: one.total + other.total,
  };
}

function progressOf(context: RunContext, name: string, done: number, total: number): (fraction: number) => void {
  return (fraction) =>
    context.report({ step: 1, stepCount: 1, done, total, current: name, fraction: (done + fraction) / total });
}

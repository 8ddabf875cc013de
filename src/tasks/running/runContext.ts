import type { Clock } from '../../base/clock';
import type { Catalog } from '../../catalog/catalog';
import type { RunContext, TaskInput } from '../task';
import type { RunLog } from './runLog';
import type { RunScope } from './runScope';
import type { TaskRun } from './taskRun';

/** The parts of a run. */
export interface RunParts {
  readonly run: TaskRun;
  readonly log: RunLog;
  readonly scope: RunScope;
  readonly catalog: Catalog;
  readonly input: TaskInput;
}

/** Makes the context that the work of a run gets. */
export function createRunContext(
  { run, log, scope, catalog, input }: RunParts,
  { clock, redact }: { readonly clock: Clock; readonly redact: (text: string) => string },
): RunContext {
  const saveLog = (): Promise<void> => scope.unlessCancelled(log.saveField());
  return {
    catalog: scope.catalog(catalog),
    clock,
    taskId: run.taskId,
    input,
    logger: log.logger,
    redact,
    signal: run.signal,
    report: (progress) => scope.isOver || run.report(progress),
    count: (counts) => scope.isOver || run.count(counts),
    waitForModel: (work) => scope.waiting.during('model', work),
    saveLog,
    saveLogWhenDue: limitToTenPercent(saveLog),
  };
}

/** The same work, but skipped while it takes more than 10 % of the time; it may be called after every small step. */
function limitToTenPercent(work: () => Promise<void>): () => Promise<void> {
  let notBefore = 0;
  return async () => {
    const start = performance.now();
    if (start < notBefore) return;
    await work();
    const end = performance.now();
    notBefore = end + 9 * (end - start);
  };
}

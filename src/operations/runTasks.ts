import type { TaskOwner } from '../model/runs';
import type { TaskInput, TaskResult } from '../tasks/task';
import { readOwner } from './owner';
import type { Parts } from './parts';

/** How many of the runs that were started together run at the same time. */
const runsAtOnce = 4;

/**
 * Runs a task over each owner, a few at a time, and shows the progress of each.
 * @returns the results in the order of the owners; for a Workspace, those of its databases
 * @throws ThothError NOT_FOUND before anything is started; ALREADY_RUNNING once the others have ended
 */
export async function runTasks(
  { project, runner, progress }: Pick<Parts, 'project' | 'runner' | 'progress'>,
  kind: string,
  owners: readonly TaskOwner[],
  input: TaskInput,
): Promise<TaskResult[]> {
  const catalog = await project.get();
  for (const owner of owners) await readOwner(catalog, owner);
  const outcomes = await settleAtMost(runsAtOnce, owners, async (owner) => {
    const run = await runner.start(kind, owner, input);
    const result = await progress.ofRun(run);
    return owner.type === 'sqlDb' ? [result] : run.parts;
  });
  return outcomes.flatMap((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/**
 * Works on all items, at most `limit` at a time, started in order.
 * @returns the outcome of each item, in the items' order; a failure does not stop the others
 */
export async function settleAtMost<Item, Result>(
  limit: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  const results: PromiseSettledResult<Result>[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) [results[index]] = await Promise.allSettled([work(item)]);
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}

import * as vscode from 'vscode';
import { hasCode } from '../../base/errors';
import { dbElements } from '../../tasks/dbElements';
import type { TaskResult } from '../../tasks/task';
import { settleAtMost } from '../concurrency';
import { commandIds } from '../ids';
import type { Services } from '../services';
import { showProgress } from '../taskProgress';
import type { ThothCommand } from './command';
import { pickSqlDbs } from './pick';

/** How many databases are worked on at the same time. */
const runsAtOnce = 4;

export const createDbElements: ThothCommand<typeof commandIds.createDbElements, TaskResult[]> = {
  id: commandIds.createDbElements,
  async ask(services, target) {
    const title = vscode.l10n.t('Create the Elements of Which Databases?');
    const sqlDbs = await pickSqlDbs(services, target, title);
    return sqlDbs && { sqlDbIds: sqlDbs.map(({ id }) => id) };
  },
  run: (services, given) => runTasks(services, dbElements.kind, idsOf(given)),
  tell: showFailures,
  actions(services, error, given) {
    const run = idsOf(given)
      .map((id) => services.runner.registry.find(id, dbElements.kind))
      .find((candidate) => candidate !== undefined);
    return run && hasCode(error, 'ALREADY_RUNNING') ? [showLogAction(run.taskId)] : [];
  },
};

function idsOf(given: { readonly sqlDbId: number } | { readonly sqlDbIds: readonly number[] }): readonly number[] {
  return 'sqlDbId' in given ? [given.sqlDbId] : [...new Set(given.sqlDbIds)];
}

/**
 * Runs a task over each database, a few at a time, with a progress notification for each.
 * @returns the results in the order of the ids
 * @throws ThothError NOT_FOUND before anything is started; ALREADY_RUNNING once the others have ended
 */
async function runTasks(services: Services, kind: string, sqlDbIds: readonly number[]): Promise<TaskResult[]> {
  const { sqlDbs } = await services.project.get();
  for (const id of sqlDbIds) await sqlDbs.get(id);
  const outcomes = await settleAtMost(runsAtOnce, sqlDbIds, async (id) =>
    showProgress(await services.runner.start(kind, id)),
  );
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/** Tells a person of the runs that could not go on; all else stands in the tree. */
export function showFailures(_services: Services, results: readonly TaskResult[]): void {
  for (const { status, error, taskId } of results) {
    if (status !== 'FAILED') continue;
    const action = showLogAction(taskId);
    void vscode.window
      .showErrorMessage(error ?? vscode.l10n.t('The task failed.'), action.title)
      .then((chosen) => (chosen === action.title ? action.run() : undefined));
  }
}

function showLogAction(taskId: string) {
  return {
    title: vscode.l10n.t('Show Log'),
    run: () => vscode.commands.executeCommand(commandIds.showTaskLog, { taskId }),
  };
}

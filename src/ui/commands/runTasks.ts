import * as vscode from 'vscode';
import type { TaskOwner } from '../../model/runs';
import { AlreadyRunningError } from '../../tasks/running/alreadyRunning';
import type { TaskInput, TaskResult } from '../../tasks/task';
import { settleAtMost } from '../concurrency';
import type { ErrorAction } from '../errors';
import { commandIds } from '../ids';
import { plainText } from '../texts/plainText';
import type { Services } from '../services';
import { showProgress } from '../runs/taskProgress';

/** How many databases are worked on at the same time. */
const runsAtOnce = 4;

/**
 * Runs a task over each owner, a few at a time, with a progress notification for each.
 * @returns the results in the order of the owners; of a Workspace, those of its databases
 * @throws ThothError NOT_FOUND before anything is started; ALREADY_RUNNING once the others have ended
 */
export async function runTasks(
  services: Services,
  kind: string,
  owners: readonly TaskOwner[],
  input: TaskInput = {},
): Promise<TaskResult[]> {
  const catalog = await services.project.get();
  for (const { type, id } of owners) await (type === 'sqlDb' ? catalog.sqlDbs : catalog.workspaces).get(id);
  const outcomes = await settleAtMost(runsAtOnce, owners, async (owner) => {
    const run = await services.runner.start(kind, owner, input);
    const result = await showProgress(run);
    return owner.type === 'sqlDb' ? [result] : run.parts;
  });
  return outcomes.flatMap((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/** Tells a person of the runs that could not go on; all else stands in the tree, or is told by `followUnsavedRuns`. */
export function showFailures({ runner }: Services, results: readonly TaskResult[]): void {
  const unsaved = new Set(runner.registry.listUnsaved().map(({ taskId }) => taskId));
  for (const { status, error, taskId } of results) {
    if (status !== 'FAILED' || unsaved.has(taskId)) continue;
    const action = showLogAction(taskId);
    void vscode.window
      .showErrorMessage(plainText(error ?? vscode.l10n.t('The task failed.')), action.title)
      .then((chosen) => (chosen === action.title ? action.run() : undefined));
  }
}

/** The way to the log of the run, in whichever window, that keeps another from being started. */
export function alreadyRunningActions(error: unknown): readonly ErrorAction[] {
  return error instanceof AlreadyRunningError ? [showLogAction(error.taskId)] : [];
}

function showLogAction(taskId: string): ErrorAction {
  return {
    title: vscode.l10n.t('Show Log'),
    run: () => vscode.commands.executeCommand(commandIds.showTaskLog, { taskId }),
  };
}

import * as vscode from 'vscode';
import { AlreadyRunningError } from '../../tasks/running/alreadyRunning';
import type { TaskResult } from '../../tasks/task';
import type { ErrorAction } from '../errors';
import type { Services } from '../services';
import { plainText } from '../texts/plainText';

/**
 * Shows an error for each run that failed. The tree shows all other outcomes, and `followUnsavedRuns` the runs that
 * could not be saved.
 */
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

/** A button for the log of the running run, because of which another could not be started. */
export function alreadyRunningActions(error: unknown): readonly ErrorAction[] {
  return error instanceof AlreadyRunningError ? [showLogAction(error.taskId)] : [];
}

function showLogAction(taskId: string): ErrorAction {
  return {
    title: vscode.l10n.t('Show Log'),
    run: () => vscode.commands.executeCommand('thoth.showTaskLog', { taskId }),
  };
}

import * as vscode from 'vscode';
import type { TaskResult } from '../../tasks/task';
import type { TaskRun } from '../../tasks/running/taskRun';
import { locale } from '../texts/editorLanguage';
import { plainText } from '../texts/plainText';
import { ProgressIncrements } from './progressIncrements';
import { progressText, taskTitle } from '../texts/texts';

/** Shows a run's progress until it has ended; its Cancel button stops the run. */
export async function showProgress(run: TaskRun): Promise<TaskResult> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: plainText(`${run.owner.name}: ${taskTitle(run.definition)}`),
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const increments = new ProgressIncrements();
    const report = (): void =>
      progress.report({
        message: plainText(progressText(run, locale())),
        increment: increments.advanceTo(run.progress.fraction),
      });
    const subscriptions = [run.onDidChange(report), token.onCancellationRequested(() => run.cancel())];
    report();
    const result = await run.result;
    for (const subscription of subscriptions) subscription.dispose();
    return result;
  });
}

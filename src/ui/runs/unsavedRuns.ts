import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { messageOf } from '../../base/errors';
import { shortMessage } from '../../logging/record';
import type { TaskRun } from '../../tasks/running/taskRun';
import { plainText } from '../texts/plainText';
import type { Operations } from '../../operations/operations';
import { taskTitle } from '../texts/texts';

/**
 * Shows an error for a run whose end could not be saved, with next steps: its log is only in memory. While one error is
 * shown, there is none for further runs, since the next steps are the same.
 */
export function followUnsavedRuns({ runner, redact }: Operations): Disposable {
  let asking = false;
  return runner.registry.onDidEnd((run) => {
    if (run.unsaved === undefined || asking) return;
    asking = true;
    void showUnsaved(run, redact).then(
      () => (asking = false),
      () => (asking = false),
    );
  });
}

async function showUnsaved(
  { taskId, owner, definition, unsaved }: TaskRun,
  redact: (text: string) => string,
): Promise<void> {
  const save = vscode.l10n.t('Save Log As…');
  const choose = vscode.l10n.t('Choose Another Place…');
  const chosen = await vscode.window.showErrorMessage(
    plainText(
      vscode.l10n.t(
        '“{0}” of “{1}” has ended, but that and the rest of its log could not be saved. {2}',
        taskTitle(definition),
        owner.name,
        shortMessage(messageOf(unsaved), redact),
      ),
    ),
    save,
    choose,
  );
  if (chosen === save) await vscode.commands.executeCommand('thoth.saveTaskLog', { taskId });
  if (chosen === choose) await vscode.commands.executeCommand('thoth.chooseProjectDatabase');
}

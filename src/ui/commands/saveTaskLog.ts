import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { logName } from '../logs/logName';
import type { Services } from '../services';
import { taskTitle } from '../texts/texts';
import { defineCommand } from './command';
import { onOneLine } from './menus';
import { pickRun, taskIdOf } from './pickRun';

/**
 * Writes the log of a run into a file that the person picks: from memory if it could not be saved in the project
 * database.
 */
export const saveTaskLog = defineCommand({
  id: 'thoth.saveTaskLog',
  title: 'Save Log As…',
  icon: 'save-as',
  menus: [onOneLine(/^(run|task\..*\.logged$)/, '1_task@6')],
  argument: ({ z, text }) => z.strictObject({ taskId: text, file: text.optional() }),
  async ask(services, { nodes: [node] }) {
    if (node?.type === 'run' || node?.type === 'task') return taskIdOf(services, node);
    const [unsaved] = services.runner.registry.listUnsaved();
    if (unsaved) return { taskId: unsaved.taskId };
    const run = await pickRun(services, vscode.l10n.t('Save the Log of Which Run?'), () => true);
    return run && { taskId: run.taskId };
  },
  async run(services, { taskId, file }) {
    const target = file ?? (await askForFile(services, taskId));
    if (target !== undefined) await services.logs.save(taskId, target);
    return target;
  },
});

async function askForFile({ logs }: Services, taskId: string): Promise<string | undefined> {
  const { owner, definition, startTime } = await logs.title(taskId);
  const name = logName(owner, taskTitle(definition), startTime);
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath ?? homedir();
  const chosen = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(folder, name)),
    title: vscode.l10n.t('Save Log As'),
  });
  return chosen?.fsPath;
}

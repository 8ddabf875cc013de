import * as vscode from 'vscode';
import { taskKind } from '../../tasks/kinds/kinds';
import { logScheme } from '../ids';
import type { Operations } from '../../operations/operations';
import { taskTitle } from '../texts/texts';
import { revealEnd } from './followEnd';
import { logName } from './logName';

/**
 * Opens the log of a run: at its end while it runs, at its beginning afterwards.
 * @throws ThothError NOT_FOUND
 */
export async function openLog(services: Operations, taskId: string): Promise<void> {
  const { runs, sqlDbs, workspaces } = await services.project.get();
  const run = await runs.get(taskId);
  const { name } = await (run.owner.type === 'sqlDb' ? sqlDbs : workspaces).get(run.owner.id);
  const path = `/${logName(name, taskTitle(taskKind(run.kind)), run.startTime)}`;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: logScheme, path, query: taskId }));
  const editor = await vscode.window.showTextDocument(document);
  if (run.status === 'RUNNING') revealEnd(editor, true);
}

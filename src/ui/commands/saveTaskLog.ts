import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { taskKind } from '../../tasks/kinds/kinds';
import type { TaskRun } from '../../tasks/running/taskRun';
import { commandIds } from '../ids';
import { savedPieces, writeLogFile } from '../logs/logFile';
import { logName } from '../logs/logUri';
import type { Services } from '../services';
import { taskTitle } from '../texts/texts';
import { ownerOf, rowOf } from '../tree/nodes';
import { stateOf } from '../tree/taskView';
import type { ThothCommand } from './command';
import { pickRun } from './pickRun';

/** Writes the log of a run into a file that the person picks: from memory where it could not be saved. */
export const saveTaskLog: ThothCommand<typeof commandIds.saveTaskLog, string | undefined> = {
  id: commandIds.saveTaskLog,
  async ask(services, { nodes: [node] }) {
    if (node?.type === 'run') return { taskId: node.run.taskId };
    if (node?.type === 'task') {
      const { taskId } = stateOf(rowOf(node.parent), node.definition);
      const running = services.runner.registry.find(ownerOf(node.parent), node.definition.kind);
      return running || taskId !== null ? { taskId: running?.taskId ?? taskId ?? '' } : undefined;
    }
    const [unsaved] = services.runner.registry.listUnsaved();
    if (unsaved) return { taskId: unsaved.taskId };
    const run = await pickRun(services, vscode.l10n.t('Save the Log of Which Run?'), () => true);
    return run && { taskId: run.taskId };
  },
  async run(services, { taskId, file }) {
    const inMemory = findInMemory(services, taskId);
    const target = file ?? (await askForFile(inMemory ? nameOf(inMemory) : await savedName(services, taskId)));
    if (target === undefined) return undefined;
    const { runs } = inMemory ? { runs: undefined } : await services.project.get();
    await writeLogFile(target, runs ? savedPieces(runs, taskId) : (inMemory?.handler.getPieces() ?? []));
    return target;
  },
};

/** A run whose whole log this window has: one that goes on, or one that could not be saved. */
function findInMemory({ runner: { registry } }: Services, taskId: string): TaskRun | undefined {
  return registry.get(taskId) ?? registry.findUnsaved(taskId);
}

function nameOf({ owner, definition, startTime }: TaskRun): string {
  return logName(owner.name, taskTitle(definition), startTime);
}

/** @throws ThothError NOT_FOUND */
async function savedName({ project }: Services, taskId: string): Promise<string> {
  const { runs, sqlDbs, workspaces } = await project.get();
  const { owner, kind, startTime } = await runs.get(taskId);
  const { name } = await (owner.type === 'sqlDb' ? sqlDbs : workspaces).get(owner.id);
  return logName(name, taskTitle(taskKind(kind)), startTime);
}

async function askForFile(name: string): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath ?? homedir();
  const chosen = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(folder, name)),
    title: vscode.l10n.t('Save Log As'),
  });
  return chosen?.fsPath;
}

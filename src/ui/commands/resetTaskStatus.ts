import * as vscode from 'vscode';
import type { SqlDb, Workspace } from '../../model/databases';
import type { TaskOwner } from '../../model/runs';
import { idOf, ownerOfId } from '../../operations/owner';
import { taskKinds } from '../../tasks/kinds/kinds';
import type { TaskDefinition } from '../../tasks/task';
import type { Services } from '../services';
import { taskTitle } from '../texts/texts';
import { ownerOf, rowOf, type TaskTreeNode } from '../tree/nodes';
import { stateOf } from '../tree/taskView';
import { defineCommand, type Target } from './command';
import { onOneLine } from './menus';
import { pickSqlDb } from './pick';

/** Force reset: sets the status of a task to IDLE, from any status. A run in progress loses its lease and fails. */
export const resetTaskStatus = defineCommand({
  id: 'thoth.resetTaskStatus',
  title: 'Reset Task Status…',
  menus: [onOneLine(/^task/, '3_status@1')],
  argument: ({ z, rowId, text }) =>
    z.union([
      z.strictObject({ sqlDbId: rowId, kind: text, reason: text.optional() }),
      z.strictObject({ workspaceId: rowId, kind: text, reason: text.optional() }),
    ]),
  async ask(services, target) {
    const { node } = target;
    const task = node?.type === 'task' ? pointedAt(node) : await pickTask(services, target);
    if (!task) return undefined;
    const { owner, name, definition, running } = task;
    const given = { ...idOf(owner), kind: definition.kind, reason: 'asked for in the user interface' };
    if (!running) return given;
    const reset = vscode.l10n.t('Reset');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('“{0}” of “{1}” is still running. Reset its status?', taskTitle(definition), name),
      { modal: true, detail: vscode.l10n.t('The run ends as failed. What it had saved is kept.') },
      reset,
    );
    return answer === reset ? given : undefined;
  },
  run: ({ tasks }, given) => tasks.reset(ownerOfId(given), given.kind, given.reason),
});

/** A task whose status is to be reset. */
interface Task {
  readonly owner: TaskOwner;
  readonly name: string;
  readonly definition: TaskDefinition;
  readonly running: boolean;
}

function pointedAt({ parent, definition }: TaskTreeNode): Task {
  const row = rowOf(parent);
  return { owner: ownerOf(parent), name: row.name, definition, running: isRunning(row, definition) };
}

async function pickTask(services: Services, target: Target): Promise<Task | undefined> {
  const sqlDb = await pickSqlDb(services, target, vscode.l10n.t('Reset the Task Status of Which Database?'));
  if (!sqlDb) return undefined;
  const items = taskKinds.map((definition) => ({ label: taskTitle(definition), definition }));
  const definition = (await vscode.window.showQuickPick(items))?.definition;
  if (!definition) return undefined;
  return {
    owner: { type: 'sqlDb', id: sqlDb.id },
    name: sqlDb.name,
    definition,
    running: isRunning(sqlDb, definition),
  };
}

function isRunning(row: SqlDb | Workspace, definition: TaskDefinition): boolean {
  return stateOf(row, definition).status === 'RUNNING';
}

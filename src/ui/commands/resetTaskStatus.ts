import * as vscode from 'vscode';
import { ThothError } from '../../base/errors';
import type { SqlDb, Workspace } from '../../model/databases';
import type { TaskOwner, TaskStatus } from '../../model/runs';
import { LogFormatter } from '../../logging/logFormatter';
import { cleanMessage } from '../../logging/record';
import { taskKind, taskKinds } from '../../tasks/kinds/kinds';
import type { TaskDefinition } from '../../tasks/task';
import { commandIds } from '../ids';
import { idOf, ownerNamed } from '../../operations/owner';
import type { Services } from '../services';
import type { Target, ThothCommand } from './command';
import { pickSqlDb } from './pick';
import { taskTitle } from '../texts/texts';
import { ownerOf, rowOf, type TaskTreeNode } from '../tree/nodes';
import { stateOf } from '../tree/taskView';

/** Force reset: puts a task's status back to IDLE, whatever it was. A run that is still going on loses its lease and ends. */
export const resetTaskStatus: ThothCommand<typeof commandIds.resetTaskStatus, TaskStatus> = {
  id: commandIds.resetTaskStatus,
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
  async run({ clock, project, redact, rowsChanged, runner }, given) {
    const { kind, reason } = given;
    const owner = ownerNamed(given);
    const { prefix } = taskKind(kind);
    const { runs } = await project.get();
    const now = clock.now();
    const lastWords = (was: TaskStatus): string => {
      const message = cleanMessage(`Force reset: ${reason ?? 'no reason given'} (was: ${was})`, redact);
      return new LogFormatter().format({ time: now, level: 'WARNING', message });
    };
    const was = await runs.reset(owner, prefix, now, lastWords);
    runner.registry
      .find(owner, kind)
      ?.cancel(new ThothError('LEASE_LOST', 'The task was ended by a force reset. Start it again to do the rest.'));
    rowsChanged.fire();
    return was;
  },
};

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

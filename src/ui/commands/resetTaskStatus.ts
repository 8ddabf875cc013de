import * as vscode from 'vscode';
import { ThothError } from '../../base/errors';
import type { TaskStatus } from '../../catalog/catalog';
import { LogFormatter } from '../../logging/logFormatter';
import { cleanMessage } from '../../logging/record';
import { taskKind, taskKinds } from '../../tasks/kinds';
import { commandIds } from '../ids';
import type { ThothCommand } from './command';
import { pickSqlDb } from './pick';
import { taskTitle } from '../texts';
import { stateOf } from '../tree/taskView';

/** Force reset: puts a task's status back to IDLE, whatever it was. A run that is still going on loses its lease and ends. */
export const resetTaskStatus: ThothCommand<typeof commandIds.resetTaskStatus, TaskStatus> = {
  id: commandIds.resetTaskStatus,
  async ask(services, target) {
    const sqlDb = await pickSqlDb(services, target, vscode.l10n.t('Reset the Task Status of Which Database?'));
    if (!sqlDb) return undefined;
    const [node] = target.nodes;
    const definition = node?.type === 'task' ? node.definition : await pickKind();
    if (!definition) return undefined;
    const given = { sqlDbId: sqlDb.id, kind: definition.kind, reason: 'asked for in the user interface' };
    if (stateOf(sqlDb, definition).status !== 'RUNNING') return given;
    const reset = vscode.l10n.t('Reset');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('“{0}” of “{1}” is still running. Reset its status?', taskTitle(definition), sqlDb.name),
      { modal: true, detail: vscode.l10n.t('The run ends as failed. What it had saved is kept.') },
      reset,
    );
    return answer === reset ? given : undefined;
  },
  async run({ clock, project, redact, rowsChanged, runner }, { sqlDbId, kind, reason }) {
    const { prefix } = taskKind(kind);
    const { runs } = await project.get();
    const now = clock.now();
    const lastWords = (was: TaskStatus): string => {
      const message = cleanMessage(redact(`Force reset: ${reason ?? 'no reason given'} (was: ${was})`));
      return new LogFormatter().format({ time: now, level: 'WARNING', message });
    };
    const was = await runs.reset({ type: 'sqlDb', id: sqlDbId }, prefix, now, lastWords);
    runner.registry
      .find(sqlDbId, kind)
      ?.cancel(new ThothError('LEASE_LOST', 'The task was ended by a force reset. Start it again to do the rest.'));
    rowsChanged.fire();
    return was;
  },
};

async function pickKind() {
  if (taskKinds.length === 1) return taskKinds[0];
  const items = taskKinds.map((definition) => ({ label: taskTitle(definition), definition }));
  return (await vscode.window.showQuickPick(items))?.definition;
}

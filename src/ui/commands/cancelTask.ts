import * as vscode from 'vscode';
import { commandIds } from '../ids';
import { ownerOf, rowOf } from '../tree/nodes';
import { stateOf } from '../tree/taskView';
import type { ThothCommand } from './command';
import { pickRun } from './pickRun';

/** Asks a run to stop, in this window or another. */
export const cancelTask: ThothCommand<typeof commandIds.cancelTask, boolean> = {
  id: commandIds.cancelTask,
  async ask(services, { node }) {
    if (node?.type === 'run') return { taskId: node.run.taskId };
    if (node?.type === 'task') {
      const running = services.runner.registry.find(ownerOf(node.parent), node.definition.kind);
      const taskId = running?.taskId ?? stateOf(rowOf(node.parent), node.definition).taskId;
      return taskId === null ? undefined : { taskId };
    }
    const running = services.runner.registry.list();
    const [only] = running;
    if (only && running.length === 1) return { taskId: only.taskId };
    const run = await pickRun(services, vscode.l10n.t('Cancel Which Task?'), ({ status }) => status === 'RUNNING');
    return run && { taskId: run.taskId };
  },
  run: ({ runner }, { taskId }) => runner.cancel(taskId),
};

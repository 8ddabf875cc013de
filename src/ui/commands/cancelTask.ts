import * as vscode from 'vscode';
import { defineCommand } from './command';
import { lineButton, onOneLine } from './menus';
import { pickRun, taskIdOf } from './pickRun';

/** Asks a run to stop, in this window or another. */
export const cancelTask = defineCommand({
  id: 'thoth.cancelTask',
  title: 'Cancel Task',
  icon: 'debug-stop',
  menus: [lineButton(/^(task|run)\.running/, 1), onOneLine(/^(task|run)\.running/, '1_task@4')],
  argument: ({ z, text }) => z.strictObject({ taskId: text }),
  async ask(services, { node }) {
    if (node?.type === 'run' || node?.type === 'task') return taskIdOf(services, node);
    const [only, another] = services.runner.registry.list();
    if (only && !another) return { taskId: only.taskId };
    const run = await pickRun(services, vscode.l10n.t('Cancel Which Task?'), ({ status }) => status === 'RUNNING');
    return run && { taskId: run.taskId };
  },
  run: ({ tasks }, { taskId }) => tasks.cancel(taskId),
});

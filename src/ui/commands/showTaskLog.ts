import * as vscode from 'vscode';
import { idOf, ownerOfId } from '../../operations/owner';
import { openLog } from '../logs/openLog';
import { ownerOf } from '../tree/nodes';
import { defineCommand } from './command';
import { aboveTree, lineButton, onOneLine } from './menus';
import { pickRun } from './pickRun';

/** Opens the log of a run, or of a task's last run. */
export const showTaskLog = defineCommand({
  id: 'thoth.showTaskLog',
  title: 'Show Task Log',
  icon: 'output',
  menus: [
    aboveTree('2_show@1'),
    lineButton(/^task\..*\.logged$/, 2),
    lineButton(/^run/, 2),
    onOneLine(/^(run|task\..*\.logged$)/, '1_task@5'),
  ],
  argument: ({ z, rowId, text }) =>
    z.union([
      z.strictObject({ taskId: text }),
      z.strictObject({ sqlDbId: rowId, kind: text }),
      z.strictObject({ workspaceId: rowId, kind: text }),
    ]),
  async ask(services, { node }) {
    if (node?.type === 'run') return { taskId: node.run.taskId };
    if (node?.type === 'task') return { ...idOf(ownerOf(node.parent)), kind: node.definition.kind };
    const run = await pickRun(services, vscode.l10n.t('Show the Log of Which Run?'), () => true);
    return run && { taskId: run.taskId };
  },
  async run(services, given) {
    if ('taskId' in given) return openLog(services, given.taskId);
    const { taskId } = await services.logs.lastRun(ownerOfId(given), given.kind);
    return openLog(services, taskId);
  },
});

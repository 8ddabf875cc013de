import * as vscode from 'vscode';
import { taskKind } from '../../tasks/kinds/kinds';
import { commandIds } from '../ids';
import { idOf, ownerNamed } from '../../operations/owner';
import { openLog } from '../logs/openLog';
import { ownerOf } from '../tree/nodes';
import type { ThothCommand } from './command';
import { noRun } from './pick';
import { pickRun } from './pickRun';

/** Opens the log of a run, or of a task's last run. */
export const showTaskLog: ThothCommand<typeof commandIds.showTaskLog, void> = {
  id: commandIds.showTaskLog,
  async ask(services, { node }) {
    if (node?.type === 'run') return { taskId: node.run.taskId };
    if (node?.type === 'task') return { ...idOf(ownerOf(node.parent)), kind: node.definition.kind };
    const run = await pickRun(services, vscode.l10n.t('Show the Log of Which Run?'), () => true);
    return run && { taskId: run.taskId };
  },
  async run(services, given) {
    if ('taskId' in given) return openLog(services, given.taskId);
    const { runs, sqlDbs, workspaces } = await services.project.get();
    const owner = ownerNamed(given);
    await (owner.type === 'sqlDb' ? sqlDbs : workspaces).get(owner.id);
    const [last] = await runs.listLast(owner, taskKind(given.kind).kind, 1);
    if (!last) throw noRun();
    return openLog(services, last.taskId);
  },
};

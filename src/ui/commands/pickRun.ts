import * as vscode from 'vscode';
import type { TaskRunRow } from '../../model/runs';
import { taskKinds } from '../../tasks/kinds/kinds';
import { dateAndTime } from '../texts/format';
import type { Services } from '../services';
import { locale } from '../texts/editorLanguage';
import { endedText, joined, taskTitle } from '../texts/texts';
import { ownerOf, rowOf, type RunTreeNode, type TaskTreeNode } from '../tree/nodes';
import { stateOf } from '../tree/taskView';
import { noRun } from './pick';

/** How many runs of each task are offered. */
const runsOffered = 10;

/**
 * Lets a person pick one of the last runs, the newest first; undefined if they cancelled.
 * @throws ThothError NOT_FOUND if there is none
 */
export async function pickRun(
  { project }: Services,
  title: string,
  fits: (run: TaskRunRow) => boolean,
): Promise<TaskRunRow | undefined> {
  const { sqlDbs, workspaces, runs } = await project.get();
  const owners = [
    ...(await sqlDbs.list()).map(({ id, name }) => ({ type: 'sqlDb', id, name }) as const),
    ...(await workspaces.list()).map(({ id, name }) => ({ type: 'workspace', id, name }) as const),
  ];
  const items: (vscode.QuickPickItem & { run: TaskRunRow })[] = [];
  for (const owner of owners) {
    for (const { kind } of taskKinds) {
      const rows = await runs.listLast(owner, kind, runsOffered);
      items.push(...rows.filter(fits).map((run) => runItem(owner.name, run)));
    }
  }
  if (items.length === 0) throw noRun();
  items.sort((one, other) => other.run.startTime - one.run.startTime);
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.run;
}

function runItem(name: string, run: TaskRunRow): vscode.QuickPickItem & { run: TaskRunRow } {
  const definition = taskKinds.find(({ kind }) => kind === run.kind);
  const ended = run.status === 'RUNNING' || run.status === 'IDLE' ? vscode.l10n.t('running') : endedText(run.status);
  return {
    run,
    label: name,
    description: joined([definition ? taskTitle(definition) : run.kind, ended, dateAndTime(run.startTime, locale())]),
  };
}

/**
 * The run for a line of the tree. For a task, this is its running run, otherwise its last one; undefined if it has
 * none.
 */
export function taskIdOf(
  { runner }: Services,
  node: RunTreeNode | TaskTreeNode,
): { readonly taskId: string } | undefined {
  if (node.type === 'run') return { taskId: node.run.taskId };
  const running = runner.registry.find(ownerOf(node.parent), node.definition.kind);
  const taskId = running?.taskId ?? stateOf(rowOf(node.parent), node.definition).taskId;
  return taskId === null ? undefined : { taskId };
}

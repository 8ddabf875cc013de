import type * as vscode from 'vscode';
import type { Event } from '../base/events';
import type { TaskResult } from '../tasks/task';
import type { Operations } from '../operations/operations';
import type { TaskLine } from '../operations/taskLines';
import type { DatabaseTree } from './tree/databaseTree';
import type { TreeNode } from './tree/nodes';

/** A run that was started in this window. */
export interface StartedTask {
  readonly taskId: string;
  /** Either this or `workspaceId`: the owner of the run. */
  readonly sqlDbId?: number;
  readonly workspaceId?: number;
  readonly kind: string;
}

/** The API that `activate` returns to other extensions. Everything else is available through the commands. */
export interface ThothApi {
  readonly apiVersion: 1;
  /** How long the activation took. */
  readonly activationMilliseconds: number;
  /** What the view `thoth.databases` shows. */
  readonly tree: {
    getChildren(node?: TreeNode): Promise<TreeNode[]>;
    getTreeItem(node: TreeNode): vscode.TreeItem;
    resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem;
    readonly onDidChangeTreeData: vscode.Event<TreeNode | undefined>;
  };
  readonly onDidStartTask: Event<StartedTask>;
  /** Fires when a run of this window has ended and its end is saved. */
  readonly onDidEndTask: Event<TaskResult>;
  /** Fires for each line that a task of this window logs. */
  readonly onDidLog: Event<TaskLine>;
}

export function createApi(
  { runner, taskLines }: Operations,
  tree: DatabaseTree,
  activationMilliseconds: number,
): ThothApi {
  const { registry } = runner;
  return {
    apiVersion: 1,
    activationMilliseconds,
    tree,
    onDidStartTask: (listener) =>
      registry.onDidStart(({ taskId, owner: { type, id }, definition: { kind } }) =>
        listener({ taskId, ...(type === 'sqlDb' ? { sqlDbId: id } : { workspaceId: id }), kind }),
      ),
    onDidEndTask: (listener) => registry.onDidEnd((run) => void run.result.then(listener)),
    onDidLog: taskLines.onDidWrite,
  };
}

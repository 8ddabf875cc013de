import * as vscode from 'vscode';
import { Emitter, type Event } from '../../base/events';
import type { SqlDb, Workspace } from '../../model/databases';
import type { TaskOwner } from '../../model/runs';
import { taskKinds } from '../../tasks/kinds/kinds';
import { projectDatabaseActions } from '../errors';
import { contextKeys } from '../ids';
import type { Operations } from '../../operations/operations';
import { locale } from '../texts/editorLanguage';
import { Branches, type SqlDbBranch, type WorkspaceBranch } from './branches';
import { readChildren } from './children';
import { parentOf, partsOf, tooltipOf, type TreeNode } from './nodes';
import { tooltipMarkdown, treeItem } from './treeItem';

/** The databases, their tasks and their elements in the catalog; a node's children are read when it is opened. */
export class DatabaseTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TreeNode | undefined>();
  private readonly errorChanged: Emitter<void>;
  private readonly branches = new Branches(taskKinds);
  private failure: unknown;

  readonly onDidChangeTreeData = this.changed.event;
  /** Fires when `error` has changed. */
  readonly onDidChangeError: Event<void>;

  constructor(private readonly services: Pick<Operations, 'clock' | 'logger' | 'project' | 'runner'>) {
    this.errorChanged = new Emitter('DatabaseTree.onDidChangeError', services.logger);
    this.onDidChangeError = this.errorChanged.event;
  }

  /** Why the databases could not be listed; undefined if they could. */
  get error(): unknown {
    return this.failure;
  }

  /** The node of a database, if the tree has shown it. */
  branch(sqlDbId: number): SqlDbBranch | undefined {
    return this.branches.sqlDb(sqlDbId);
  }

  /** The nodes of a database or workspace, if the tree has shown them. */
  branchOf(owner: TaskOwner): SqlDbBranch | WorkspaceBranch | undefined {
    return this.branches.of(owner);
  }

  get sqlDbBranches(): readonly SqlDbBranch[] {
    return this.branches.listSqlDbs();
  }

  get allBranches(): readonly (SqlDbBranch | WorkspaceBranch)[] {
    return this.branches.list();
  }

  /** Makes VS Code read a node, or the whole tree, again. */
  refresh(node?: TreeNode): void {
    this.changed.fire(node);
  }

  /** Compares the databases and workspaces with the shown ones, and refreshes only what differs. */
  show(workspaces: readonly Workspace[], sqlDbs: readonly SqlDb[]): void {
    const changed = this.failure === undefined ? this.branches.update(workspaces, sqlDbs) : undefined;
    if (!changed) return this.refresh();
    for (const node of changed) this.refresh(node);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const { clock, runner } = this.services;
    return treeItem(node.id, partsOf(node, { registry: runner.registry, now: clock.now(), locale: locale() }));
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    const parts = tooltipOf(node, locale());
    if (parts) item.tooltip = tooltipMarkdown(parts);
    return item;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return parentOf(node);
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    try {
      return [...(node ? await this.childrenOf(node) : await this.roots())];
    } catch (error) {
      if (!node) await this.setState('failed', error);
      return [{ type: 'error', id: `error:${node?.id ?? ''}`, parent: node, error }];
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async roots(): Promise<readonly TreeNode[]> {
    const catalog = await this.services.project.get();
    const [workspaces, sqlDbs] = await Promise.all([catalog.workspaces.list(), catalog.sqlDbs.list()]);
    const roots = this.branches.replace(workspaces, sqlDbs);
    await this.setState(roots.length > 0 ? 'filled' : 'empty');
    return roots;
  }

  private async childrenOf(node: TreeNode): Promise<readonly TreeNode[]> {
    if (node.type !== 'error') return readChildren(node, await this.services.project.get(), this.branches);
    return projectDatabaseActions(node.error).map(({ title, command, icon }) => ({
      type: 'action',
      id: `${node.id}/${command}`,
      parent: node,
      title,
      command,
      icon,
    }));
  }

  /** Sets the error, and the context key for the content of an empty view. */
  private async setState(state: 'empty' | 'filled' | 'failed', error?: unknown): Promise<void> {
    const changed = this.failure !== error;
    this.failure = error;
    if (changed) this.errorChanged.fire();
    await vscode.commands.executeCommand('setContext', contextKeys.catalog, state);
  }
}

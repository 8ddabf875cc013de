import * as vscode from 'vscode';
import { Emitter, type Event } from '../../base/events';
import type { SqlDb, Workspace } from '../../model/databases';
import type { TaskOwner } from '../../model/runs';
import { taskKinds } from '../../tasks/kinds/kinds';
import { projectDatabaseActions } from '../errors';
import { contextKeys } from '../ids';
import type { Services } from '../services';
import { treeItem } from './items';
import {
  createBranch,
  createWorkspaceBranch,
  looksAlike,
  ownerOf,
  parentOf,
  type ErrorTreeNode,
  type SqlDbBranch,
  type SqlDbTreeNode,
  type TaskTreeNode,
  type TreeNode,
  type WorkspaceBranch,
  type WorkspaceTreeNode,
} from './nodes';
import { tooltip } from './tooltips';

/** How many runs of a task are listed. */
const runsShown = 10;

/** The databases, their tasks and what the catalog knows of them, read when somebody opens a node. */
export class DatabaseTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TreeNode | undefined>();
  private readonly errorChanged: Emitter<void>;
  private branches = new Map<number, SqlDbBranch>();
  private workspaceBranches = new Map<number, WorkspaceBranch>();
  private failure: unknown;

  readonly onDidChangeTreeData = this.changed.event;
  /** Fires when `error` has become another. */
  readonly onDidChangeError: Event<void>;

  constructor(private readonly services: Pick<Services, 'clock' | 'logger' | 'project' | 'runner'>) {
    this.errorChanged = new Emitter('DatabaseTree.onDidChangeError', services.logger);
    this.onDidChangeError = this.errorChanged.event;
  }

  /** Why the databases could not be listed; undefined where they could. */
  get error(): unknown {
    return this.failure;
  }

  /** The node of a database, if the tree has shown it. */
  branch(sqlDbId: number): SqlDbBranch | undefined {
    return this.branches.get(sqlDbId);
  }

  /** The nodes of a database or workspace, if the tree has shown them. */
  branchOf({ type, id }: TaskOwner): SqlDbBranch | WorkspaceBranch | undefined {
    return type === 'sqlDb' ? this.branches.get(id) : this.workspaceBranches.get(id);
  }

  get sqlDbBranches(): readonly SqlDbBranch[] {
    return [...this.branches.values()];
  }

  get allBranches(): readonly (SqlDbBranch | WorkspaceBranch)[] {
    return [...this.workspaceBranches.values(), ...this.branches.values()];
  }

  /** Has a node, or the whole tree, read anew. */
  refresh(node?: TreeNode): void {
    this.changed.fire(node);
  }

  /** Compares the databases and workspaces with what is shown, and refreshes only what differs. */
  show(workspaces: readonly Workspace[], sqlDbs: readonly SqlDb[]): void {
    const shownWorkspaces = [...this.workspaceBranches.values()].map(({ root }) => root.workspace);
    const shownSqlDbs = [...this.branches.values()].map(({ root }) => root.sqlDb);
    const sameList =
      sameOrder(workspaces, shownWorkspaces) &&
      sameOrder(sqlDbs, shownSqlDbs) &&
      sqlDbs.every((sqlDb, index) => sqlDb.workspaceId === shownSqlDbs[index]?.workspaceId);
    if (!sameList || this.failure !== undefined) return this.refresh();
    for (const workspace of workspaces) {
      const root = this.workspaceBranches.get(workspace.id)?.root;
      if (!root || looksAlike(root.workspace, workspace)) continue;
      root.workspace = workspace;
      this.refresh(root);
    }
    for (const sqlDb of sqlDbs) {
      const root = this.branches.get(sqlDb.id)?.root;
      if (!root || looksAlike(root.sqlDb, sqlDb)) continue;
      root.sqlDb = sqlDb;
      this.refresh(root);
    }
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return treeItem(node, { registry: this.services.runner.registry, now: this.services.clock.now() });
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    const text = tooltip(node);
    if (text) item.tooltip = text;
    return item;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return parentOf(node);
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    try {
      return node ? await this.childrenOf(node) : await this.roots();
    } catch (error) {
      if (!node) await this.tellState('failed', error);
      return [{ type: 'error', id: `error:${node?.id ?? ''}`, parent: node, error }];
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async roots(): Promise<TreeNode[]> {
    const catalog = await this.services.project.get();
    const [workspaces, sqlDbs] = await Promise.all([catalog.workspaces.list(), catalog.sqlDbs.list()]);
    this.workspaceBranches = new Map(workspaces.map((workspace) => [workspace.id, this.keptWorkspace(workspace)]));
    this.branches = new Map(sqlDbs.map((sqlDb) => [sqlDb.id, this.keptBranch(sqlDb)]));
    await this.tellState(this.allBranches.length > 0 ? 'filled' : 'empty');
    return this.allBranches.map(({ root }) => root).filter((root) => !parentOf(root));
  }

  private keptWorkspace(workspace: Workspace): WorkspaceBranch {
    const branch = this.workspaceBranches.get(workspace.id) ?? createWorkspaceBranch(workspace, taskKinds);
    branch.root.workspace = workspace;
    return branch;
  }

  private keptBranch(sqlDb: SqlDb): SqlDbBranch {
    const parent = sqlDb.workspaceId === undefined ? undefined : this.workspaceBranches.get(sqlDb.workspaceId)?.root;
    const known = this.branches.get(sqlDb.id);
    const branch = known?.root.parent === parent && known ? known : createBranch(sqlDb, parent, taskKinds);
    branch.root.sqlDb = sqlDb;
    return branch;
  }

  private async tellState(state: 'empty' | 'filled' | 'failed', error?: unknown): Promise<void> {
    const changed = this.failure !== error;
    this.failure = error;
    if (changed) this.errorChanged.fire();
    await vscode.commands.executeCommand('setContext', contextKeys.catalog, state);
  }

  private async childrenOf(node: TreeNode): Promise<TreeNode[]> {
    if (node.type === 'error') return actionsOf(node);
    const { elements } = await this.services.project.get();
    switch (node.type) {
      case 'workspace':
        return this.workspaceChildren(node);
      case 'sqlDb':
        return this.sqlDbChildren(node);
      case 'task':
        return this.runNodes(node);
      case 'tables': {
        const tables = await elements.listTables(node.parent.sqlDb.id);
        return tables.map((table) => ({ type: 'table', id: `table:${table.id}`, parent: node, table }));
      }
      case 'table': {
        const columns = await elements.listColumns(node.table.id);
        return columns.map((column) => ({ type: 'column', id: `column:${column.id}`, parent: node, column }));
      }
      case 'relationships': {
        const list = await elements.listRelationships(node.parent.sqlDb.id);
        return list.map((relationship) => ({
          type: 'relationship',
          id: `relationship:${relationship.id}`,
          parent: node,
          relationship,
        }));
      }
      case 'run':
      case 'column':
      case 'relationship':
      case 'action':
        return [];
    }
  }

  private async sqlDbChildren(node: SqlDbTreeNode): Promise<TreeNode[]> {
    const { elements, runs } = await this.services.project.get();
    const branch = this.branches.get(node.sqlDb.id);
    if (!branch) return [];
    const counts = await elements.count(node.sqlDb.id);
    branch.tables.count = counts.tables;
    branch.relationships.any = counts.relationships > 0;
    for (const task of branch.tasks) [task.lastRun] = await runs.listLast(ownerOf(node), task.definition.kind, 1);
    return [...branch.tasks, branch.tables, branch.relationships];
  }

  private async workspaceChildren(node: WorkspaceTreeNode): Promise<TreeNode[]> {
    const { runs } = await this.services.project.get();
    const branch = this.workspaceBranches.get(node.workspace.id);
    if (!branch) return [];
    for (const task of branch.tasks) [task.lastRun] = await runs.listLast(ownerOf(node), task.definition.kind, 1);
    const sqlDbs = [...this.branches.values()].map(({ root }) => root).filter(({ parent }) => parent === node);
    return [...branch.tasks, ...sqlDbs];
  }

  private async runNodes(node: TaskTreeNode): Promise<TreeNode[]> {
    const { runs } = await this.services.project.get();
    const rows = await runs.listLast(ownerOf(node.parent), node.definition.kind, runsShown);
    return rows.map((run) => ({ type: 'run', id: `run:${run.taskId}`, parent: node, run }));
  }
}

function sameOrder(one: readonly { readonly id: number }[], other: readonly { readonly id: number }[]): boolean {
  return one.length === other.length && one.every(({ id }, index) => other[index]?.id === id);
}

function actionsOf(node: ErrorTreeNode): TreeNode[] {
  return projectDatabaseActions(node.error).map(({ title, command, icon }) => ({
    type: 'action',
    id: `${node.id}/${command}`,
    parent: node,
    title,
    command,
    icon,
  }));
}

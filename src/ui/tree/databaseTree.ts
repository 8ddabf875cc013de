import * as vscode from 'vscode';
import { Emitter } from '../../base/events';
import type { SqlDb, TaskOwner } from '../../catalog/catalog';
import { taskKinds } from '../../tasks/kinds';
import { projectDatabaseActions } from '../errors';
import { contextKeys } from '../ids';
import type { Services } from '../services';
import { treeItem } from './items';
import {
  createBranch,
  looksAlike,
  parentOf,
  type ErrorTreeNode,
  type SqlDbBranch,
  type SqlDbTreeNode,
  type TaskTreeNode,
  type TreeNode,
} from './nodes';
import { tooltip } from './tooltips';

/** How many runs of a task are listed. */
const runsShown = 10;

/** The databases, their tasks and what the catalog knows of them, read when somebody opens a node. */
export class DatabaseTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TreeNode | undefined>();
  private readonly errorChanged = new Emitter<unknown>();
  private branches = new Map<number, SqlDbBranch>();
  private failure: unknown;

  readonly onDidChangeTreeData = this.changed.event;
  /** Fires with `error` when it has become another. */
  readonly onDidChangeError = this.errorChanged.event;

  constructor(private readonly services: Pick<Services, 'clock' | 'project' | 'runner'>) {}

  /** Why the databases could not be listed; undefined where they could. */
  get error(): unknown {
    return this.failure;
  }

  /** The node of a database, if the tree has shown it. */
  branch(sqlDbId: number): SqlDbBranch | undefined {
    return this.branches.get(sqlDbId);
  }

  get allBranches(): readonly SqlDbBranch[] {
    return [...this.branches.values()];
  }

  /** Has a node, or the whole tree, read anew. */
  refresh(node?: TreeNode): void {
    this.changed.fire(node);
  }

  /** Compares the databases with what is shown, and refreshes only what differs. */
  show(sqlDbs: readonly SqlDb[]): void {
    const shown = this.allBranches.map(({ root }) => root.sqlDb);
    const sameList = sqlDbs.length === shown.length && sqlDbs.every(({ id }, index) => shown[index]?.id === id);
    if (!sameList || this.failure !== undefined) return this.refresh();
    for (const sqlDb of sqlDbs) {
      const branch = this.branches.get(sqlDb.id);
      if (!branch || looksAlike(branch.root.sqlDb, sqlDb)) continue;
      branch.root.sqlDb = sqlDb;
      this.refresh(branch.root);
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
    const sqlDbs = await catalog.sqlDbs.list();
    this.branches = new Map(sqlDbs.map((sqlDb) => [sqlDb.id, this.keptBranch(sqlDb)]));
    await this.tellState(sqlDbs.length > 0 ? 'filled' : 'empty');
    return this.allBranches.map(({ root }) => root);
  }

  private keptBranch(sqlDb: SqlDb): SqlDbBranch {
    const branch = this.branches.get(sqlDb.id) ?? createBranch(sqlDb, taskKinds);
    branch.root.sqlDb = sqlDb;
    return branch;
  }

  private async tellState(state: 'empty' | 'filled' | 'failed', error?: unknown): Promise<void> {
    if (this.failure !== error) this.errorChanged.fire(error);
    this.failure = error;
    await vscode.commands.executeCommand('setContext', contextKeys.catalog, state);
  }

  private async childrenOf(node: TreeNode): Promise<TreeNode[]> {
    if (node.type === 'error') return actionsOf(node);
    const { elements } = await this.services.project.get();
    switch (node.type) {
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

  private async runNodes(node: TaskTreeNode): Promise<TreeNode[]> {
    const { runs } = await this.services.project.get();
    const rows = await runs.listLast(ownerOf(node.parent), node.definition.kind, runsShown);
    return rows.map((run) => ({ type: 'run', id: `run:${run.taskId}`, parent: node, run }));
  }
}

function ownerOf({ sqlDb }: SqlDbTreeNode): TaskOwner {
  return { type: 'sqlDb', id: sqlDb.id };
}

function actionsOf(node: ErrorTreeNode): TreeNode[] {
  return projectDatabaseActions().map(({ title, command, icon }) => ({
    type: 'action',
    id: `${node.id}/${command}`,
    parent: node,
    title,
    command,
    icon,
  }));
}

import type { SqlDb, Workspace } from '../../model/databases';
import type { ColumnNode, RelationshipNode, TableNode } from '../../model/elements';
import type { TaskOwner, TaskRunRow } from '../../model/runs';
import type { TaskDefinition } from '../../tasks/task';

/** What stands in the tree. Nodes are plain objects with an id that stays the same over refreshes. */
export type TreeNode =
  | WorkspaceTreeNode
  | SqlDbTreeNode
  | TaskTreeNode
  | RunTreeNode
  | TablesTreeNode
  | TableTreeNode
  | ColumnTreeNode
  | RelationshipsTreeNode
  | RelationshipTreeNode
  | ErrorTreeNode
  | ActionTreeNode;

/** A group of databases. Kept over refreshes, and brought up to date in place, like a database. */
export interface WorkspaceTreeNode {
  readonly type: 'workspace';
  readonly id: string;
  workspace: Workspace;
}

/** A registered database. Kept over refreshes, and brought up to date in place, so that it alone can be refreshed. */
export interface SqlDbTreeNode {
  readonly type: 'sqlDb';
  readonly id: string;
  readonly parent: WorkspaceTreeNode | undefined;
  sqlDb: SqlDb;
}

/** One task of a database or workspace; its children are the last runs. Kept over refreshes like its parent. */
export interface TaskTreeNode {
  readonly type: 'task';
  readonly id: string;
  readonly parent: SqlDbTreeNode | WorkspaceTreeNode;
  readonly definition: TaskDefinition;
  lastRun: TaskRunRow | undefined;
}

export interface RunTreeNode {
  readonly type: 'run';
  readonly id: string;
  readonly parent: TaskTreeNode;
  readonly run: TaskRunRow;
}

export interface TablesTreeNode {
  readonly type: 'tables';
  readonly id: string;
  readonly parent: SqlDbTreeNode;
  count: number;
}

export interface TableTreeNode {
  readonly type: 'table';
  readonly id: string;
  readonly parent: TablesTreeNode;
  readonly table: TableNode;
}

export interface ColumnTreeNode {
  readonly type: 'column';
  readonly id: string;
  readonly parent: TableTreeNode;
  readonly column: ColumnNode;
}

export interface RelationshipsTreeNode {
  readonly type: 'relationships';
  readonly id: string;
  readonly parent: SqlDbTreeNode;
  any: boolean;
}

export interface RelationshipTreeNode {
  readonly type: 'relationship';
  readonly id: string;
  readonly parent: RelationshipsTreeNode;
  readonly relationship: RelationshipNode;
}

/** Stands where something could not be read; its children are what can be done about it. */
export interface ErrorTreeNode {
  readonly type: 'error';
  readonly id: string;
  readonly parent: TreeNode | undefined;
  readonly error: unknown;
}

export interface ActionTreeNode {
  readonly type: 'action';
  readonly id: string;
  readonly parent: ErrorTreeNode;
  readonly title: string;
  readonly command: string;
  readonly icon: string;
}

const nodeTypes: ReadonlySet<unknown> = new Set<TreeNode['type']>([
  ...(['workspace', 'sqlDb', 'task', 'run', 'tables', 'table', 'column', 'relationships', 'relationship'] as const),
  ...(['error', 'action'] as const),
]);

/** Whether a command was called with a node of the tree, not with an argument object. */
export function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && 'type' in value && nodeTypes.has(value.type);
}

/** The node that a node hangs on; undefined for a root. */
export function parentOf(node: TreeNode): TreeNode | undefined {
  return node.type === 'workspace' ? undefined : node.parent;
}

/** The database that a node belongs to, if it belongs to one. */
export function sqlDbOf(node: TreeNode): SqlDb | undefined {
  let current: TreeNode | undefined = node;
  while (current) {
    if (current.type === 'sqlDb') return current.sqlDb;
    current = parentOf(current);
  }
  return undefined;
}

/** The workspace that a node belongs to, if it belongs to one. */
export function workspaceOf(node: TreeNode): Workspace | undefined {
  let current: TreeNode | undefined = node;
  while (current) {
    if (current.type === 'workspace') return current.workspace;
    current = parentOf(current);
  }
  return undefined;
}

/** The row of a database or workspace. */
export function rowOf(node: SqlDbTreeNode | WorkspaceTreeNode): SqlDb | Workspace {
  return node.type === 'sqlDb' ? node.sqlDb : node.workspace;
}

/** Whose tasks a node shows. */
export function ownerOf(node: SqlDbTreeNode | WorkspaceTreeNode): TaskOwner {
  return node.type === 'sqlDb' ? { type: 'sqlDb', id: node.sqlDb.id } : { type: 'workspace', id: node.workspace.id };
}

/** The nodes of one database that are kept over refreshes. */
export interface SqlDbBranch {
  readonly root: SqlDbTreeNode;
  readonly tasks: readonly TaskTreeNode[];
  readonly tables: TablesTreeNode;
  readonly relationships: RelationshipsTreeNode;
}

/** The nodes of one workspace that are kept over refreshes, without those of its databases. */
export interface WorkspaceBranch {
  readonly root: WorkspaceTreeNode;
  readonly tasks: readonly TaskTreeNode[];
}

export function createBranch(
  sqlDb: SqlDb,
  parent: WorkspaceTreeNode | undefined,
  kinds: readonly TaskDefinition[],
): SqlDbBranch {
  const root: SqlDbTreeNode = { type: 'sqlDb', id: `sqlDb:${sqlDb.id}`, parent, sqlDb };
  return {
    root,
    tasks: taskNodes(root, kinds),
    tables: { type: 'tables', id: `${root.id}/tables`, parent: root, count: 0 },
    relationships: { type: 'relationships', id: `${root.id}/relationships`, parent: root, any: false },
  };
}

/** @param kinds all kinds; those that cannot run over a workspace are left out */
export function createWorkspaceBranch(workspace: Workspace, kinds: readonly TaskDefinition[]): WorkspaceBranch {
  const root: WorkspaceTreeNode = { type: 'workspace', id: `workspace:${workspace.id}`, workspace };
  return {
    root,
    tasks: taskNodes(
      root,
      kinds.filter(({ createWorkspaceLog }) => createWorkspaceLog),
    ),
  };
}

function taskNodes(parent: TaskTreeNode['parent'], kinds: readonly TaskDefinition[]): readonly TaskTreeNode[] {
  return kinds.map((definition) => ({
    type: 'task',
    id: `${parent.id}/${definition.kind}`,
    parent,
    definition,
    lastRun: undefined,
  }));
}

/** Whether two readings of a database or workspace would be shown alike. */
export function looksAlike<Owner extends SqlDb | Workspace>(one: Owner, other: Owner): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** `Album.ArtistId → Artist.ArtistId`; a composite key as `Line.(Order, No) → Order.(Id, No)`. */
export function relationshipLabel(relationship: RelationshipNode): string {
  const { sourceTable, sourceColumns, targetTable, targetColumns } = relationship;
  return `${endLabel(sourceTable, sourceColumns)} → ${endLabel(targetTable, targetColumns)}`;
}

function endLabel(table: string, columns: readonly string[]): string {
  return `${table}.${columns.length === 1 ? String(columns[0]) : `(${columns.join(', ')})`}`;
}

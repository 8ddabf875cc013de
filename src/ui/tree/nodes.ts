import type { ColumnNode, RelationshipNode, SqlDb, TableNode, TaskRunRow } from '../../catalog/catalog';
import type { TaskDefinition } from '../../tasks/task';

/** What stands in the tree. Nodes are plain objects with an id that stays the same over refreshes. */
export type TreeNode =
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

/** A registered database. Kept over refreshes, and brought up to date in place, so that it alone can be refreshed. */
export interface SqlDbTreeNode {
  readonly type: 'sqlDb';
  readonly id: string;
  sqlDb: SqlDb;
}

/** One task of a database; its children are the last runs. Kept over refreshes like its parent. */
export interface TaskTreeNode {
  readonly type: 'task';
  readonly id: string;
  readonly parent: SqlDbTreeNode;
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
  ...(['sqlDb', 'task', 'run', 'tables', 'table', 'column', 'relationships', 'relationship'] as const),
  ...(['error', 'action'] as const),
]);

/** Whether a command was called with a node of the tree, not with an argument object. */
export function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && 'type' in value && nodeTypes.has(value.type);
}

/** The node that a node hangs on; undefined for a root. */
export function parentOf(node: TreeNode): TreeNode | undefined {
  return node.type === 'sqlDb' ? undefined : node.parent;
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

/** The nodes of one database that are kept over refreshes. */
export interface SqlDbBranch {
  readonly root: SqlDbTreeNode;
  readonly tasks: readonly TaskTreeNode[];
  readonly tables: TablesTreeNode;
  readonly relationships: RelationshipsTreeNode;
}

export function createBranch(sqlDb: SqlDb, kinds: readonly TaskDefinition[]): SqlDbBranch {
  const root: SqlDbTreeNode = { type: 'sqlDb', id: `sqlDb:${sqlDb.id}`, sqlDb };
  return {
    root,
    tasks: kinds.map((definition) => ({
      type: 'task',
      id: `${root.id}/${definition.kind}`,
      parent: root,
      definition,
      lastRun: undefined,
    })),
    tables: { type: 'tables', id: `${root.id}/tables`, parent: root, count: 0 },
    relationships: { type: 'relationships', id: `${root.id}/relationships`, parent: root, any: false },
  };
}

/** Whether two readings of a database would be shown alike. */
export function looksAlike(one: SqlDb, other: SqlDb): boolean {
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

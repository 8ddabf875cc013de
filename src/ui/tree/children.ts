import type { Catalog } from '../../catalog/catalog';
import type { Branches } from './branches';
import { ownerOf, type TaskTreeNode, type TreeNode } from './nodes';
import type { RelationshipsTreeNode } from './nodes/relationships';
import type { SqlDbTreeNode } from './nodes/sqlDb';
import type { TableTreeNode } from './nodes/table';
import type { TablesTreeNode } from './nodes/tables';
import type { WorkspaceTreeNode } from './nodes/workspace';

/** How many runs of a task are listed. */
const runsShown = 10;

/** A node whose children are read from the catalog. */
export type ReadNode = Exclude<TreeNode, { readonly type: 'error' }>;

/** Reads the children of a node. */
export async function readChildren(node: ReadNode, catalog: Catalog, branches: Branches): Promise<readonly TreeNode[]> {
  switch (node.type) {
    case 'workspace':
      return workspaceChildren(node, catalog, branches);
    case 'sqlDb':
      return sqlDbChildren(node, catalog, branches);
    case 'task':
      return runNodes(node, catalog);
    case 'tables':
      return tableNodes(node, catalog);
    case 'table':
      return columnNodes(node, catalog);
    case 'relationships':
      return relationshipNodes(node, catalog);
    case 'run':
    case 'column':
    case 'relationship':
    case 'action':
      return [];
  }
}

async function workspaceChildren(
  node: WorkspaceTreeNode,
  catalog: Catalog,
  branches: Branches,
): Promise<readonly TreeNode[]> {
  const branch = branches.workspace(node.workspace.id);
  if (!branch) return [];
  await readLastRuns(branch.tasks, catalog);
  const sqlDbs = branches.listSqlDbs().map(({ root }) => root);
  return [...branch.tasks, ...sqlDbs.filter(({ parent }) => parent === node)];
}

async function sqlDbChildren(node: SqlDbTreeNode, catalog: Catalog, branches: Branches): Promise<readonly TreeNode[]> {
  const branch = branches.sqlDb(node.sqlDb.id);
  if (!branch) return [];
  const counts = await catalog.elements.count(node.sqlDb.id);
  branch.tables.count = counts.tables;
  branch.relationships.any = counts.relationships > 0;
  await readLastRuns(branch.tasks, catalog);
  return [...branch.tasks, branch.tables, branch.relationships];
}

async function readLastRuns(tasks: readonly TaskTreeNode[], { runs }: Catalog): Promise<void> {
  for (const task of tasks) [task.lastRun] = await runs.listLast(ownerOf(task.parent), task.definition.kind, 1);
}

async function runNodes(parent: TaskTreeNode, { runs }: Catalog): Promise<readonly TreeNode[]> {
  const rows = await runs.listLast(ownerOf(parent.parent), parent.definition.kind, runsShown);
  return rows.map((run) => ({ type: 'run', id: `run:${run.taskId}`, parent, run }));
}

async function tableNodes(parent: TablesTreeNode, { elements }: Catalog): Promise<readonly TreeNode[]> {
  const tables = await elements.listTables(parent.parent.sqlDb.id);
  return tables.map((table) => ({ type: 'table', id: `table:${table.id}`, parent, table }));
}

async function columnNodes(parent: TableTreeNode, { elements }: Catalog): Promise<readonly TreeNode[]> {
  const columns = await elements.listColumns(parent.table.id);
  return columns.map((column) => ({ type: 'column', id: `column:${column.id}`, parent, column }));
}

async function relationshipNodes(parent: RelationshipsTreeNode, { elements }: Catalog): Promise<readonly TreeNode[]> {
  const relationships = await elements.listRelationships(parent.parent.sqlDb.id);
  return relationships.map((relationship) => ({
    type: 'relationship',
    id: `relationship:${relationship.id}`,
    parent,
    relationship,
  }));
}

import type { SqlDb, Workspace } from '../../../model/databases';
import type { ItemContext, ItemParts, TooltipParts } from '../itemParts';
import { actionParts, type ActionTreeNode } from './action';
import { columnParts, columnTooltip, type ColumnTreeNode } from './column';
import { errorParts, errorTooltip, type ErrorTreeNode } from './error';
import { relationshipParts, relationshipTooltip, type RelationshipTreeNode } from './relationship';
import { relationshipsParts, type RelationshipsTreeNode } from './relationships';
import { runParts, runTooltip, type RunTreeNode } from './run';
import { sqlDbParts, sqlDbTooltip, type SqlDbTreeNode } from './sqlDb';
import { tableParts, tableTooltip, type TableTreeNode } from './table';
import { tablesParts, type TablesTreeNode } from './tables';
import { taskParts, taskTooltip, type TaskTreeNode } from './task';
import { workspaceParts, workspaceTooltip, type WorkspaceTreeNode } from './workspace';

export { ownerOf, rowOf } from './owner';
export { relationshipLabel } from './relationship';
export type { RunTreeNode, SqlDbTreeNode, TaskTreeNode, WorkspaceTreeNode };

/** A line of the tree: a plain object with an id that stays the same over refreshes. Each type has a file in this folder. */
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
  | ErrorTreeNode<TreeNode>
  | ActionTreeNode<TreeNode>;

/** What a node shows, without its tooltip, which `tooltipOf` gives when the pointer is over the node. */
export function partsOf(node: TreeNode, context: ItemContext): ItemParts {
  switch (node.type) {
    case 'workspace':
      return workspaceParts(node, context);
    case 'sqlDb':
      return sqlDbParts(node, context);
    case 'task':
      return taskParts(node, context);
    case 'run':
      return runParts(node, context);
    case 'tables':
      return tablesParts(node, context);
    case 'table':
      return tableParts(node);
    case 'column':
      return columnParts(node);
    case 'relationships':
      return relationshipsParts(node);
    case 'relationship':
      return relationshipParts(node);
    case 'error':
      return errorParts(node);
    case 'action':
      return actionParts(node);
  }
}

/** All details of a node; undefined if it has no more than its line shows. */
export function tooltipOf(node: TreeNode, locale: string): TooltipParts | undefined {
  switch (node.type) {
    case 'workspace':
      return workspaceTooltip(node);
    case 'sqlDb':
      return sqlDbTooltip(node);
    case 'task':
      return taskTooltip(node, locale);
    case 'run':
      return runTooltip(node, locale);
    case 'table':
      return tableTooltip(node, locale);
    case 'column':
      return columnTooltip(node, locale);
    case 'relationship':
      return relationshipTooltip(node);
    case 'error':
      return errorTooltip(node);
    case 'tables':
    case 'relationships':
    case 'action':
      return undefined;
  }
}

/** Has a key for each type, so that the compiler finds a missing one. */
const nodeTypes: Readonly<Record<TreeNode['type'], true>> = {
  workspace: true,
  sqlDb: true,
  task: true,
  run: true,
  tables: true,
  table: true,
  column: true,
  relationships: true,
  relationship: true,
  error: true,
  action: true,
};

/** Whether a command was called with a node of the tree, not with an argument object. */
export function isTreeNode(value: unknown): value is TreeNode {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  return typeof value.type === 'string' && Object.hasOwn(nodeTypes, value.type);
}

/** The parent of a node; undefined for a root. */
export function parentOf(node: TreeNode): TreeNode | undefined {
  return node.type === 'workspace' ? undefined : node.parent;
}

/** The database that a node belongs to, if it belongs to one. */
export function sqlDbOf(node: TreeNode): SqlDb | undefined {
  for (let current: TreeNode | undefined = node; current; current = parentOf(current)) {
    if (current.type === 'sqlDb') return current.sqlDb;
  }
  return undefined;
}

/** The workspace that a node belongs to, if it belongs to one. */
export function workspaceOf(node: TreeNode): Workspace | undefined {
  for (let current: TreeNode | undefined = node; current; current = parentOf(current)) {
    if (current.type === 'workspace') return current.workspace;
  }
  return undefined;
}

import type { SqlDb, Workspace } from '../../../model/databases';
import type { TaskOwner } from '../../../model/runs';
import type { SqlDbTreeNode } from './sqlDb';
import type { WorkspaceTreeNode } from './workspace';

/** A node that has tasks. */
export type OwnerTreeNode = SqlDbTreeNode | WorkspaceTreeNode;

/** The row of a database or workspace. */
export function rowOf(node: OwnerTreeNode): SqlDb | Workspace {
  return node.type === 'sqlDb' ? node.sqlDb : node.workspace;
}

/** The database or workspace whose tasks a node shows. */
export function ownerOf(node: OwnerTreeNode): TaskOwner {
  return { type: node.type, id: rowOf(node).id };
}

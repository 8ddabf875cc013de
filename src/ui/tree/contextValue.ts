import type { Comments } from '../../model/elements';
import type { TreeNode } from './nodes';

/**
 * What the menus of the manifest tell a line of the tree by: its type first, then what may be done with it.
 * @param running whether a task of the node is running, or for a task or a run itself
 */
export function contextValue(node: TreeNode, running: boolean): string {
  const activity = running ? 'running' : 'idle';
  switch (node.type) {
    case 'workspace':
    case 'sqlDb':
      return `${node.type}.${activity}`;
    case 'task':
      return ['task', activity, node.definition.kind, node.parent.type, node.lastRun ? 'logged' : 'new'].join('.');
    case 'run':
      return running ? 'run.running' : 'run.ended';
    case 'table':
      return `table.${commentState(node.table)}`;
    case 'column':
      return `column.${commentState(node.column)}`;
    case 'tables':
    case 'relationships':
    case 'relationship':
    case 'error':
    case 'action':
      return node.type;
  }
}

/** Whether there is a generated comment, and whether it is the description already. */
function commentState({ description, generatedComment }: Comments): string {
  if (generatedComment === '') return 'plain';
  return generatedComment === description ? 'accepted' : 'proposed';
}

import * as vscode from 'vscode';
import { relationshipLabel, type TreeNode } from '../tree/nodes';
import type { Target } from './command';

/** Puts the names of the chosen lines on the clipboard, one a line. */
export async function copyName({ nodes }: Target): Promise<void> {
  const names = nodes.map(nameOf).filter((name) => name !== undefined);
  if (names.length > 0) await vscode.env.clipboard.writeText(names.join('\n'));
}

function nameOf(node: TreeNode): string | undefined {
  if (node.type === 'workspace') return node.workspace.name;
  if (node.type === 'sqlDb') return node.sqlDb.name;
  if (node.type === 'table') return node.table.name;
  if (node.type === 'column') return node.column.name;
  return node.type === 'relationship' ? relationshipLabel(node.relationship) : undefined;
}

import * as vscode from 'vscode';
import { relationshipLabel, type TreeNode } from '../tree/nodes';
import { defineSimpleCommand } from './command';
import { onLines } from './menus';

/** Copies the names of the chosen lines to the clipboard, one a line. */
export const copyName = defineSimpleCommand({
  id: 'thoth.copyName',
  title: 'Copy Name',
  menus: [onLines(/^(workspace|sqlDb|table\.|column|relationship$)/, '5_edit@1')],
  inPalette: false,
  async perform(_services, { nodes }) {
    const names = nodes.map(nameOf).filter((name) => name !== undefined);
    if (names.length > 0) await vscode.env.clipboard.writeText(names.join('\n'));
  },
});

function nameOf(node: TreeNode): string | undefined {
  if (node.type === 'workspace') return node.workspace.name;
  if (node.type === 'sqlDb') return node.sqlDb.name;
  if (node.type === 'table') return node.table.name;
  if (node.type === 'column') return node.column.name;
  return node.type === 'relationship' ? relationshipLabel(node.relationship) : undefined;
}

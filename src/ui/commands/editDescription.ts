import * as vscode from 'vscode';
import { ThothError } from '../../base/errors';
import type { Comments, ElementReference } from '../../model/elements';
import type { TreeNode } from '../tree/nodes';
import { defineCommand } from './command';
import { lineButton, onOneLine } from './menus';

/** Lets a person write the description of a table or column; nothing generated ever replaces it. */
export const editDescription = defineCommand({
  id: 'thoth.editDescription',
  title: 'Edit Description…',
  icon: 'edit',
  menus: [lineButton(/^(table|column)\./, 2), onOneLine(/^(table|column)\./, '2_comments@2')],
  inPalette: false,
  argument: ({ z, element }) => z.strictObject({ element, description: z.string() }),
  async ask(_services, { node }) {
    const pointedAt = elementOf(node);
    const { description, generatedComment } = pointedAt.comments;
    const edited = await vscode.window.showInputBox({
      title: vscode.l10n.t('Description of {0}', pointedAt.name),
      prompt: vscode.l10n.t('Leave it empty to take the source’s own comment at the next reading.'),
      value: description === '' ? generatedComment : description,
      ignoreFocusOut: true,
    });
    return edited === undefined ? undefined : { element: pointedAt.element, description: edited.trim() };
  },
  run: ({ comments }, { element, description }) => comments.setDescription(element, description),
});

/** Removes a generated comment, so that the next run may write another. */
export const clearComment = defineCommand({
  id: 'thoth.clearComment',
  title: 'Clear Generated Comment',
  menus: [onOneLine(/^(table|column)\.(proposed|accepted)/, '2_comments@3')],
  inPalette: false,
  argument: ({ z, element }) => z.strictObject({ element }),
  ask: (_services, { node }) => Promise.resolve({ element: elementOf(node).element }),
  run: ({ comments }, { element }) => comments.clear(element),
});

interface PointedAt {
  readonly element: ElementReference;
  readonly name: string;
  readonly comments: Comments;
}

function elementOf(node: TreeNode | undefined): PointedAt {
  if (node?.type === 'table') {
    return { element: { type: 'table', id: node.table.id }, name: node.table.name, comments: node.table };
  }
  if (node?.type === 'column') {
    return { element: { type: 'column', id: node.column.id }, name: node.column.name, comments: node.column };
  }
  throw new ThothError('INVALID_ARGUMENT', vscode.l10n.t('Choose a table or a column in the Thoth view first.'));
}

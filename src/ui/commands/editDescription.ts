import * as vscode from 'vscode';
import { ThothError } from '../../base/errors';
import type { Comments, ElementReference } from '../../model/elements';
import { commandIds } from '../ids';
import type { TreeNode } from '../tree/nodes';
import type { ThothCommand } from './command';

/** Lets a person write the description of a table or column; nothing generated ever replaces it. */
export const editDescription: ThothCommand<typeof commandIds.editDescription, void> = {
  id: commandIds.editDescription,
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
  async run({ project, elementsChanged }, { element, description }) {
    await (await project.get()).comments.setDescription(element, description);
    elementsChanged.fire(undefined);
  },
};

/** Removes a generated comment, so that the next run may write another. */
export const clearComment: ThothCommand<typeof commandIds.clearComment, void> = {
  id: commandIds.clearComment,
  ask: (_services, { node }) => Promise.resolve({ element: elementOf(node).element }),
  async run({ project, elementsChanged }, { element }) {
    await (await project.get()).comments.clearGenerated(element);
    elementsChanged.fire(undefined);
  },
};

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

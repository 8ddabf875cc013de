import * as vscode from 'vscode';
import { ThothError } from '../../base/errors';
import { DescriptionChangedError } from '../../catalog/comments/descriptionChanged';
import type { Comments, ElementReference } from '../../model/elements';
import type { TreeNode } from '../tree/nodes';
import { showError, type ErrorAction } from '../errors';
import { oneLine } from '../texts/texts';
import type { Services } from '../services';
import { defineCommand } from './command';
import { lineButton, onOneLine } from './menus';

/** Lets a person write the description of a table or column; nothing generated ever replaces it. */
export const editDescription = defineCommand({
  id: 'thoth.editDescription',
  title: 'Edit Description…',
  icon: 'edit',
  menus: [lineButton(/^(table|column)\./, 2), onOneLine(/^(table|column)\./, '2_comments@2')],
  inPalette: false,
  argument: ({ z, element }) => z.strictObject({ element, description: z.string(), was: z.string().optional() }),
  async ask(_services, { node }) {
    const { element, name, comments } = elementOf(node);
    const { description: was, generatedComment } = comments;
    const suggested = was === '' ? generatedComment : was;
    const description = await askDescription(vscode.l10n.t('Description of {0}', name), suggested);
    return description === undefined ? undefined : { element, description, was };
  },
  run: ({ comments }, { element, description, was }) => comments.setDescription(element, description, was),
  actions: (services, error, { element, description }) => editAgainActions(services, error, element, description),
});

async function askDescription(title: string, value: string): Promise<string | undefined> {
  const prompt = vscode.l10n.t('An empty description stays empty, whatever the source says.');
  const text = await vscode.window.showInputBox({ title, prompt, value, ignoreFocusOut: true });
  return text?.trim();
}

/** Where somebody else has changed the description meanwhile: shows the person's own words again. */
function editAgainActions(
  services: Services,
  error: unknown,
  element: ElementReference,
  own: string,
): readonly ErrorAction[] {
  if (!(error instanceof DescriptionChangedError)) return [];
  const { description: was } = error.current;
  const editAgain = async (): Promise<void> => {
    const description = await askDescription(vscode.l10n.t('Now it is: {0}', oneLine(was)), own);
    if (description === undefined) return;
    try {
      await services.comments.setDescription(element, description, was);
    } catch (failure) {
      showError(services, failure, editAgainActions(services, failure, element, description));
    }
  };
  return [{ title: vscode.l10n.t('Edit Again'), run: editAgain }];
}

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

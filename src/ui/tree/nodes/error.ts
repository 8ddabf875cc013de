import * as l10n from '@vscode/l10n';
import { messageOf } from '../../../base/errors';
import type { ItemParts, TooltipParts } from '../itemParts';

/** Shown instead of what could not be read; its children are the next steps. */
export interface ErrorTreeNode<Parent> {
  readonly type: 'error';
  readonly id: string;
  readonly parent: Parent | undefined;
  readonly error: unknown;
}

export function errorParts({ parent, error }: ErrorTreeNode<unknown>): ItemParts {
  return {
    label: parent ? l10n.t('Cannot be read') : l10n.t('No project database'),
    icon: { id: 'error', colour: 'list.errorForeground' },
    description: messageOf(error),
    state: 'expanded',
    contextValue: 'error',
  };
}

export function errorTooltip({ error }: ErrorTreeNode<unknown>): TooltipParts {
  return { heading: l10n.t('Cannot be read'), details: [], text: messageOf(error) };
}

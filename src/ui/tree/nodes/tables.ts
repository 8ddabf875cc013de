import * as l10n from '@vscode/l10n';
import { wholeNumber } from '../../texts/format';
import type { ItemContext, ItemParts } from '../itemParts';
import type { SqlDbTreeNode } from './sqlDb';

/** Holds the tables of a database. */
export interface TablesTreeNode {
  readonly type: 'tables';
  readonly id: string;
  readonly parent: SqlDbTreeNode;
  count: number;
}

export function tablesParts({ count }: TablesTreeNode, { locale }: ItemContext): ItemParts {
  return {
    label: l10n.t('Tables'),
    icon: { id: 'list-tree' },
    description: wholeNumber(count, locale),
    ...(count > 0 && { state: 'collapsed' }),
    contextValue: 'tables',
  };
}

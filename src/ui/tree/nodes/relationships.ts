import * as l10n from '@vscode/l10n';
import type { ItemParts } from '../itemParts';
import type { SqlDbTreeNode } from './sqlDb';

/** Holds the relationships of a database. */
export interface RelationshipsTreeNode {
  readonly type: 'relationships';
  readonly id: string;
  readonly parent: SqlDbTreeNode;
  any: boolean;
}

export function relationshipsParts({ any }: RelationshipsTreeNode): ItemParts {
  return {
    label: l10n.t('Relationships'),
    icon: { id: 'references' },
    ...(any && { state: 'collapsed' }),
    contextValue: 'relationships',
  };
}

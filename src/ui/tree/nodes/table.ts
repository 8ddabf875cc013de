import * as l10n from '@vscode/l10n';
import type { TableNode } from '../../../model/elements';
import { joined } from '../../texts/texts';
import type { ItemParts, TooltipParts } from '../itemParts';
import { commentDetails, commentState, commentText, goneDetail, goneIcon, goneText } from './element';
import type { TablesTreeNode } from './tables';

/** A table; its children are its columns. */
export interface TableTreeNode {
  readonly type: 'table';
  readonly id: string;
  readonly parent: TablesTreeNode;
  readonly table: TableNode;
}

const icons: Record<string, string> = {
  view: 'eye',
  materializedView: 'eye',
  virtual: 'search',
  foreignTable: 'link-external',
  partitionedTable: 'layers',
  partition: 'layers',
};

export function tableParts({ table }: TableTreeNode): ItemParts {
  return {
    label: table.name,
    icon: { id: table.gone ? goneIcon : (icons[table.kind] ?? 'table') },
    description: joined([goneText(table.gone), commentText(table)]),
    state: 'collapsed',
    contextValue: `table.${commentState(table)}`,
  };
}

export function tableTooltip({ table }: TableTreeNode, locale: string): TooltipParts {
  const kinds: Record<string, string> = {
    table: l10n.t('table'),
    view: l10n.t('view'),
    virtual: l10n.t('virtual table'),
    partitionedTable: l10n.t('partitioned table'),
    partition: l10n.t('partition'),
    materializedView: l10n.t('materialized view'),
    foreignTable: l10n.t('foreign table'),
  };
  return {
    heading: table.name,
    details: [
      [l10n.t('Kind'), kinds[table.kind] ?? table.kind],
      ...commentDetails(table, locale),
      goneDetail(table.gone),
    ],
    text: table.description,
  };
}

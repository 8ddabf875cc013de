import * as l10n from '@vscode/l10n';
import type { ColumnNode } from '../../../model/elements';
import { joined } from '../../texts/texts';
import type { Icon, ItemParts, TooltipParts } from '../itemParts';
import { commentDetails, commentState, commentText, goneDetail, goneIcon, goneText } from './element';
import type { TableTreeNode } from './table';

/** A column of a table. */
export interface ColumnTreeNode {
  readonly type: 'column';
  readonly id: string;
  readonly parent: TableTreeNode;
  readonly column: ColumnNode;
}

export function columnParts({ column }: ColumnTreeNode): ItemParts {
  const description = joined([goneText(column.gone), column.nativeType, commentText(column)]);
  const roles = joined([
    column.primaryKeyPosition > 0 ? l10n.t('primary key') : '',
    column.foreignKey ? l10n.t('refers to {0}', column.foreignKey) : '',
  ]);
  return {
    label: column.name,
    icon: columnIcon(column),
    description,
    contextValue: `column.${commentState(column)}`,
    ...(roles && { accessibilityLabel: joined([column.name, description, roles]) }),
  };
}

function columnIcon({ gone, primaryKeyPosition, foreignKey }: ColumnNode): Icon {
  if (gone) return { id: goneIcon };
  if (primaryKeyPosition > 0) return { id: 'key', colour: 'charts.yellow' };
  return { id: foreignKey ? 'references' : 'symbol-field' };
}

/** Every property of a column that people see: a new property must be added here. */
export function columnTooltip({ column }: ColumnTreeNode, locale: string): TooltipParts {
  const generated: Record<string, string> = {
    virtual: l10n.t('yes, when read'),
    stored: l10n.t('yes, and stored'),
    identity: l10n.t('yes, by counting'),
  };
  return {
    heading: column.name,
    details: [
      [l10n.t('Type'), column.nativeType],
      [l10n.t('Data format'), column.dataFormat],
      [l10n.t('Values'), column.enumValues.join(', ')],
      [l10n.t('May be NULL'), column.nullable ? l10n.t('yes') : l10n.t('no')],
      [l10n.t('Default'), column.defaultValue ?? ''],
      [l10n.t('Primary key'), column.primaryKeyPosition > 0 ? `#${column.primaryKeyPosition}` : ''],
      [l10n.t('Refers to'), column.foreignKey],
      [l10n.t('Generated'), generated[column.generated] ?? ''],
      [l10n.t('Hidden'), column.hidden ? l10n.t('yes') : ''],
      ...commentDetails(column, locale),
      goneDetail(column.gone),
    ],
    text: column.description,
  };
}

import { dottedName } from '../../../base/dottedNames';
import type { RelationshipNode } from '../../../model/elements';
import type { ItemParts, TooltipParts } from '../itemParts';
import { goneDetail, goneIcon, goneText } from './element';
import type { RelationshipsTreeNode } from './relationships';

/** A foreign key. */
export interface RelationshipTreeNode {
  readonly type: 'relationship';
  readonly id: string;
  readonly parent: RelationshipsTreeNode;
  readonly relationship: RelationshipNode;
}

export function relationshipParts({ relationship }: RelationshipTreeNode): ItemParts {
  return {
    label: relationshipLabel(relationship),
    icon: { id: relationship.gone ? goneIcon : 'arrow-right' },
    description: goneText(relationship.gone),
    contextValue: 'relationship',
  };
}

export function relationshipTooltip({ relationship }: RelationshipTreeNode): TooltipParts {
  return { heading: relationshipLabel(relationship), details: [goneDetail(relationship.gone)] };
}

/** `Album.ArtistId → Artist.ArtistId`; a composite key as `Line.(Order, No) → Order.(Id, No)`. */
export function relationshipLabel(relationship: RelationshipNode): string {
  const { sourceTable, sourceColumns, targetTable, targetColumns } = relationship;
  return `${endLabel(sourceTable, sourceColumns)} → ${endLabel(targetTable, targetColumns)}`;
}

function endLabel(table: string, columns: readonly string[]): string {
  const [only, ...others] = columns;
  if (only !== undefined && others.length === 0) return dottedName(table, only);
  return `${dottedName(table)}.(${columns.map((column) => dottedName(column)).join(', ')})`;
}

import type { Comments } from '../../model/elements';
import { sqlColumn } from '../fields/sqlColumn';
import { sqlTable } from '../fields/sqlTable';
import type { Connection } from '../storage/connection';
import { updateUnchangedRows, written } from '../storage/writtenFields';

/** What decides whether a description may be replaced. */
export type StoredDescription = Pick<Comments, 'description' | 'descriptionAuthor' | 'sourceDescription'>;

/** A new description for the row with this id, unless somebody has changed the old one since it was read. */
export interface DescriptionChange extends Pick<
  Comments,
  'description' | 'descriptionAuthor' | 'descriptionBy' | 'descriptionTaskId'
> {
  readonly id: number;
  readonly was: Pick<Comments, 'description' | 'descriptionAuthor'>;
}

/**
 * Whether the description is nobody's but the source's, so that it may follow the source, and all generated comments
 * may be accepted together. A text without a stored author was written by another program, for somebody.
 */
export function isUnwritten({ description, descriptionAuthor, sourceDescription }: StoredDescription): boolean {
  if (descriptionAuthor === '') return description === '';
  return descriptionAuthor === 'source' && description === sourceDescription;
}

/** The change that makes a description the source's text; none where it is that already, or is somebody's. */
export function followSource(
  stored: StoredDescription & { readonly id: number },
  fromSource: string,
): DescriptionChange | undefined {
  if (stored.description === fromSource || !isUnwritten(stored)) return undefined;
  const { id, description, descriptionAuthor } = stored;
  return {
    id,
    was: { description, descriptionAuthor },
    description: fromSource,
    descriptionAuthor: sourceAuthor(fromSource),
    descriptionBy: '',
    descriptionTaskId: '',
  };
}

/** The author of a description that is the source's text. */
export function sourceAuthor(fromSource: string): '' | 'source' {
  return fromSource === '' ? '' : 'source';
}

const changed = ['id', 'description', 'descriptionAuthor', 'descriptionBy', 'descriptionTaskId'] as const;
const unchanged = ['description', 'descriptionAuthor'] as const;
const fields = {
  table: { changed: written(sqlTable, changed), unchanged: written(sqlTable, unchanged) },
  column: { changed: written(sqlColumn, changed), unchanged: written(sqlColumn, unchanged) },
};

/**
 * Changes descriptions, within a transaction. One that another window has changed since it was read stays as it is.
 * @returns how many were changed
 */
export function changeDescriptions(
  connection: Connection,
  type: 'table' | 'column',
  changes: readonly DescriptionChange[],
): Promise<number> {
  return updateUnchangedRows(connection, fields[type].changed, fields[type].unchanged, changes);
}

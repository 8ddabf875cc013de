import { ThothError } from '../base/errors';

/** A table that was asked for and is not there; somebody dropped or renamed it in the meantime. */
export function vanishedTable(table: string): ThothError {
  return new ThothError(
    'NOT_FOUND',
    `"${table}" is not in the database any more. Run this again to read what is there now.`,
  );
}

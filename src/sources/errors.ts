import { ThothError } from '../base/errors';

/** The error for a table that was dropped or renamed since it was listed. */
export function vanishedTable(table: string): ThothError {
  return new ThothError(
    'NOT_FOUND',
    `"${table}" is not in the database any more. Run this again to read what is there now.`,
  );
}

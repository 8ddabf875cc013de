import { ThothError } from '../base/errors';

/** The error for a table that was dropped or renamed since it was listed. */
export function vanishedTable(table: string): ThothError {
  return new ThothError(
    'NOT_FOUND',
    `"${table}" is not in the database any more. Run this again to read what is there now.`,
  );
}

/**
 * The error for rows that are not read, since reading them may run functions of other users with the rights of a
 * powerful login.
 * @param hazard why functions may run
 */
export function sampleWithheld(table: string, hazard: string, user: string): ThothError {
  return new ThothError(
    'SOURCE_SAMPLE_WITHHELD',
    `"${table}" is not read: ${hazard}, and the user "${user}" has rights beyond the data, such as those to reach files ` +
      'of the server. Connect as a user that may only read, or, if you trust everybody who can change this database, ' +
      'use the command "Allow Sampling of Views…".',
  );
}

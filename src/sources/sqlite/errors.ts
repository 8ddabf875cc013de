import { codeOf, messageOf, ThothError } from '../../base/errors';
import { memoryLimits } from './reader/protocol';

const needsWriting =
  'SQLite would have to write beside it first, and Thoth only reads. ' +
  'If it uses write-ahead logging, make its folder writable, or let its owner run "PRAGMA journal_mode = DELETE". ' +
  'If a program stopped half-way through writing it, open it once with that program';

/** The explanation of a driver's error that concerns the whole file, by its code. */
const explanations: ReadonlyMap<string, string> = new Map([
  [
    'SQLITE_NOTADB',
    'it is not a SQLite database, or it is encrypted. ' +
      'Choose a SQLite file; an encrypted one must first be decrypted with its own program',
  ],
  [
    'SQLITE_CORRUPT',
    'it is damaged. Restore it from a backup, or repair it with the command ".recover" of the sqlite3 shell',
  ],
  ['SQLITE_BUSY', 'another program has locked it. Wait until that program has finished, or close it, and try again'],
  ['SQLITE_LOCKED', 'another program has locked it. Wait until that program has finished, or close it, and try again'],
  ['SQLITE_READONLY', needsWriting],
  ['SQLITE_CANTOPEN', needsWriting],
  ['SQLITE_IOERR', 'reading from the disk failed. Check the disk or the network drive, and try again'],
  ['SQLITE_NOMEM', `reading it needs more than ${memoryLimits.sqlite} MB of memory`],
  ['SQLITE_MISUSE', 'its connection was already closed'],
]);

/**
 * The codes that a single table can cause: a damaged virtual table gives that of a damaged file, which fails table by
 * table, and a view can need too much memory.
 */
const tableCodes: readonly string[] = ['SQLITE_CORRUPT', 'SQLITE_NOMEM'];

/** Whether a driver's error means that no table can be read. */
export function concernsWholeFile(error: unknown): boolean {
  const code = codeOf(error);
  return !tableCodes.includes(code) && explanations.has(code);
}

/** The cause of an error of a source that was closed before. */
export function sourceClosed(): Error {
  return Object.assign(new Error('The source is closed.'), { code: 'SQLITE_MISUSE' });
}

/** The error for a file that cannot be read. */
export function unreadableFile(file: string, error: unknown): ThothError {
  const explanation = explanations.get(codeOf(error)) ?? driverMessage(error);
  return new ThothError('SOURCE_UNREADABLE', `The database "${file}" cannot be read: ${explanation}.`, {
    cause: error,
  });
}

/** The error for a table or view that cannot be read, because of its definition or of the limits of a source. */
export function unreadableTable(table: string, error: unknown): ThothError {
  const code = codeOf(error);
  const reason = code === 'SQLITE_NOMEM' ? explanations.get(code) : driverMessage(error);
  const isOfDefinition = code.startsWith('SQLITE_') && code !== 'SQLITE_NOMEM';
  const advice = isOfDefinition ? 'Repair its definition in the database, and run this again.' : 'It is left out.';
  return new ThothError('SOURCE_UNREADABLE', `"${table}" cannot be read: ${reason}. ${advice}`, { cause: error });
}

function driverMessage(error: unknown): string {
  return messageOf(error).replace(/^SQLITE_[A-Z_]+: /, '');
}

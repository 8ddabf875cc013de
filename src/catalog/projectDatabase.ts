import { access, constants, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemClock, type Clock } from '../base/clock';
import { messageOf, ThothError } from '../base/errors';
import type { Catalog } from './catalog';
import { SqlCommentStore } from './comments/commentStore';
import { Connection } from './database/connection';
import { SqlElementStore } from './elements/elementStore';
import { engineCodeOf } from './database/engineCode';
import { FileGuard } from './database/fileGuard';
import { readFileKind } from './database/fileHeader';
import { foreignFile, migrate } from './database/migrate';
import { migrations } from './migrations';
import { SqlRunStore } from './runs/runStore';
import { SqlSqlDbStore } from './sqlDbStore';
import { SqlWorkspaceStore } from './workspaceStore';
import { whileBusy, Writer } from './database/writer';

/** The writer does not wait in SQLite's busy handler: `whileBusy` says why. */
const writerPragmas = [
  // for a new file: logs are long texts, which large pages take in half the time
  'page_size = 16384',
  'foreign_keys = ON',
  'busy_timeout = 10',
  'synchronous = NORMAL',
  'cache_size = -32000',
];
const readerPragmas = ['foreign_keys = ON', 'busy_timeout = 5000', 'query_only = ON', 'cache_size = -16000'];

/**
 * Opens the project database in a file, which is created, with its folder, where it does not exist, and is brought
 * up to date where it is older. Any failure leaves the file as it was, and nothing open.
 * @param clock tells when a table or column was found gone
 * @throws ThothError PROJECT_DATABASE_UNREADABLE, PROJECT_DATABASE_FOREIGN, PROJECT_DATABASE_NEWER,
 * PROJECT_DATABASE_READ_ONLY or NATIVE_BINDING
 */
export async function openProjectDatabase(
  location: { readonly file: string },
  clock: Clock = systemClock,
): Promise<Catalog> {
  const { file } = location;
  try {
    await refuseOtherFiles(file);
    const connection = await openForWriting(file);
    try {
      const guard = await FileGuard.of(file);
      const reader = await Connection.open(file, readerPragmas);
      return buildCatalog(new Writer(connection, guard), reader, guard, clock);
    } catch (error) {
      await connection.close();
      throw error;
    }
  } catch (error) {
    throw projectDatabaseError(file, error);
  }
}

async function refuseOtherFiles(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const kind = await readFileKind(file);
  if (kind === 'foreign') throw foreignFile(file);
  if (kind === 'folder') throw unreadable(file, 'it is a folder');
  if (kind === 'notADatabase') throw unreadable(file, 'it is not a SQLite database');
  // SQLite would open it for reading, and leave files beside it that nobody can write either
  if (kind !== 'missing') await access(file, constants.W_OK);
}

async function openForWriting(file: string): Promise<Connection> {
  const connection = await Connection.open(file, writerPragmas);
  try {
    await migrate(new Writer(connection), file, migrations);
    // Outside the transaction, as SQLite demands, and last: it is kept in the file.
    await whileBusy(() => connection.rows('PRAGMA journal_mode = WAL'));
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function buildCatalog(writer: Writer, reader: Connection, guard: FileGuard, clock: Clock): Catalog {
  return {
    workspaces: new SqlWorkspaceStore(writer, reader),
    sqlDbs: new SqlSqlDbStore(writer, reader),
    elements: new SqlElementStore(writer, reader, clock),
    comments: new SqlCommentStore(writer, reader, clock),
    runs: new SqlRunStore(writer, reader),
    get gone() {
      return guard.gone;
    },
    async close() {
      try {
        await reader.close();
      } finally {
        await writer.close();
      }
    },
  };
}

const readOnlyCodes = ['SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_PERM', 'EACCES', 'EPERM', 'EROFS'];

/** What an error on opening means to a person, whichever layer it came from. */
export function projectDatabaseError(file: string, error: unknown): ThothError {
  if (error instanceof ThothError) return error;
  const code = engineCodeOf(error) ?? '';
  if (readOnlyCodes.some((readOnly) => code.startsWith(readOnly))) {
    return new ThothError(
      'PROJECT_DATABASE_READ_ONLY',
      `The project database "${file}" cannot be written (${messageOf(error)}). ` +
        'Allow writing to the file and its folder, or choose another file in the setting thoth.projectDatabase.',
      { cause: error },
    );
  }
  const reason = code.startsWith('SQLITE_BUSY') ? 'another program keeps it locked' : messageOf(error);
  return unreadable(file, reason, error);
}

function unreadable(file: string, reason: string, cause?: unknown): ThothError {
  return new ThothError(
    'PROJECT_DATABASE_UNREADABLE',
    `The project database "${file}" cannot be opened: ${reason}. ` +
      'Choose another file in the setting thoth.projectDatabase. The file was not changed.',
    { cause },
  );
}

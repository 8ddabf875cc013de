import { access, chmod, constants, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, ThothError } from '../base/errors';
import type { Migration } from './migrations/migration';
import type { Connection } from './storage/connection';
import { sameTime, type DatabaseTime } from './storage/databaseTime';
import { engineCodeOf } from '../base/errors';
import { FileGuard } from './storage/fileGuard';
import { applicationId, readFileKind } from './storage/fileHeader';
import { foreignDatabase, migrate, type MigrationPlace } from './migrations/migrate';
import { findRunningObject, isBusy, maxWrittenLength, openFile } from './storage/sqliteFile';
import { retryWhileBusy } from './storage/retry';
import { Writer } from './storage/writer';

/** The connections to an open project database. */
export interface ProjectConnections {
  readonly writer: Writer;
  readonly reader: Connection;
  readonly time: DatabaseTime;
  /** Checks that the file is still there; undefined for a server. */
  readonly guard?: FileGuard;
}

/** Expressions of the schema may call no functions with side effects. */
const safePragmas = ['trusted_schema = OFF'];
/** The writer does not wait in SQLite's busy handler; `retryAfterErrors` gives the reason. */
const writerPragmas = [
  ...safePragmas,
  // for a new file: logs are long texts, which large pages read and write in half the time
  'page_size = 16384',
  'foreign_keys = ON',
  'busy_timeout = 10',
  'synchronous = NORMAL',
  'cache_size = -32000',
];
const readerPragmas = [
  ...safePragmas,
  'foreign_keys = ON',
  'busy_timeout = 5000',
  'query_only = ON',
  'cache_size = -16000',
];

/** Opens the project database in a file. */
export async function openProjectFile(
  { file, isPrivate = false }: { readonly file: string; readonly isPrivate?: boolean },
  migrations: readonly Migration[],
): Promise<ProjectConnections> {
  try {
    await refuseOtherFiles(file);
    if (isPrivate) await keepPrivate(file);
    const connection = await openForWriting(file, migrations);
    try {
      const guard = await FileGuard.of(file);
      const reader = await openFile(file, readerPragmas);
      return { writer: new Writer(connection, guard), reader, time: sameTime, guard };
    } catch (error) {
      await connection.close();
      throw error;
    }
  } catch (error) {
    throw projectFileError(file, error);
  }
}

async function refuseOtherFiles(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const kind = await readFileKind(file);
  if (kind === 'foreign') throw foreignDatabase(file);
  if (kind === 'folder') throw unreadable(file, 'it is a folder');
  if (kind === 'notADatabase') throw unreadable(file, 'it is not a SQLite database');
  // SQLite would open such a file for reading only, and leave files beside it that are read-only too
  if (kind !== 'missing') await access(file, constants.W_OK);
}

/** Takes a file, and those that SQLite keeps beside it, from all but its owner. Creates it if it does not exist. */
async function keepPrivate(file: string): Promise<void> {
  await (await open(file, 'a', ownerOnly)).close();
  for (const one of [file, `${file}-wal`, `${file}-shm`]) {
    const found = await stat(one).catch(() => undefined);
    if (found && (found.mode & othersBits) !== 0) await chmod(one, ownerOnly);
  }
}

/** File modes: the owner may read and write; everything that all others may do. */
const ownerOnly = 0o600;
const othersBits = 0o077;

async function openForWriting(file: string, migrations: readonly Migration[]): Promise<Connection> {
  const connection = await openFile(file, writerPragmas, maxWrittenLength);
  try {
    await refuseRunningObjects(connection, file);
    await migrate(new Writer(connection), filePlace(file), migrations);
    // Outside the transaction, as SQLite requires, and last, because the mode is stored in the file.
    await retryWhileBusy(isBusy, () => connection.rows('PRAGMA journal_mode = WAL'));
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The file may come from anybody: a view in the place of a table could compute for ever, a trigger change any row. */
async function refuseRunningObjects(connection: Connection, file: string): Promise<void> {
  const object = await retryWhileBusy(isBusy, () => findRunningObject(connection));
  if (!object) return;
  throw new ThothError(
    'PROJECT_DATABASE_FOREIGN',
    `The project database "${file}" has the ${object.type} "${object.name}", which Thoth did not make. ` +
      'Drop it if you trust the file, or choose another one in the setting thoth.projectDatabase. Nothing was changed.',
  );
}

/**
 * `begin` does nothing, since a write transaction already makes windows take turns. A file with any other tables
 * belongs to another program.
 */
export function filePlace(file: string): MigrationPlace {
  return {
    shown: file,
    begin: () => Promise.resolve(),
    async mark(connection) {
      await connection.rows(`PRAGMA application_id = ${applicationId}`);
    },
    end: () => Promise.resolve(),
    isForeign: (tables) => tables.length > 0,
  };
}

const readOnlyCodes = ['SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_PERM', 'EACCES', 'EPERM', 'EROFS'];

/** The error for a project database that cannot be opened, in words for a person; `error` may come from any layer. */
export function projectFileError(file: string, error: unknown): ThothError {
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
  return unreadable(file, isBusy(error) ? 'another program keeps it locked' : messageOf(error), error);
}

function unreadable(file: string, reason: string, cause?: unknown): ThothError {
  return new ThothError(
    'PROJECT_DATABASE_UNREADABLE',
    `The project database "${file}" cannot be opened: ${reason}. ` +
      'Choose another file in the setting thoth.projectDatabase. The file was not changed.',
    { cause },
  );
}

import { ConnectionError, QueryTypes, Sequelize } from 'sequelize';
import { engineCodeOf, messageOf, ThothError } from '../../base/errors';
import { loadSqlite3 } from '../../base/sqlite';
import { Connection } from './connection';
import { dialectOf } from './dialects';
import type { Engine, OpenTransaction } from './connection';
import { limitSqlite } from './limitedSqlite';
import { explainQueryErrors } from './queryErrors';
import { retryWhileBusy } from './retry';

const rowErrorCodes = ['SQLITE_CONSTRAINT', 'SQLITE_TOOBIG', 'SQLITE_MISMATCH'];

/** SQLite's codes for a value, an answer or a memory that is too large, and for a query that is too slow. */
const limitCodes = ['SQLITE_TOOBIG', 'SQLITE_NOMEM', 'SQLITE_INTERRUPT'];

const megabyte = 1024 * 1024;

/** The longest text or row, in bytes, in a query, and where the log of a run is composed. */
const maxReadLength = 64 * megabyte;
export const maxWrittenLength = 128 * megabyte;
/** The limits of each query. */
const queryLimits = { rows: 100_000, characters: 128 * megabyte, time: 30_000 };
/** For all project databases of this process together. */
const memoryLimit = `hard_heap_limit = ${768 * megabyte}`;

const engine: Engine = {
  dialect: dialectOf('sqlite'),
  begin,
  isBusy,
  // a file has no connection to lose
  isLost: () => false,
  reconnectMilliseconds: 0,
  isOfRows: (error) => rowErrorCodes.some((code) => engineCodeOf(error)?.startsWith(code)),
};

/** Whether another program holds the lock. */
export function isBusy(error: unknown): boolean {
  return engineCodeOf(error)?.startsWith('SQLITE_BUSY') ?? false;
}

/**
 * Opens a file on a single connection. Sequelize keeps it as long as its own transactions are not used: each of those
 * opens a new connection, with an empty cache and without the pragmas.
 * @param maxLength the longest text or row, in bytes
 * @throws the engine's error; nothing stays open then
 */
export async function openFile(
  file: string,
  pragmas: readonly string[],
  maxLength = maxReadLength,
): Promise<Connection> {
  const sequelize = new Sequelize({
    dialect: 'sqlite',
    dialectModule: limitSqlite(loadSqlite3(), { ...queryLimits, length: maxLength }),
    storage: file,
    logging: false,
    retry: { max: 1 },
  });
  // what Thoth writes is within all limits, so that a query that is over one is a fault of the file
  explainQueryErrors(sequelize, (error, options) => {
    const isOverLimit = limitCodes.includes(engineCodeOf(error) ?? '');
    return isOverLimit && options?.type === QueryTypes.SELECT ? overLimit(file, error) : error;
  });
  const connection = new Connection(sequelize, engine);
  try {
    for (const pragma of [memoryLimit, ...pragmas]) await connection.rows(`PRAGMA ${pragma}`);
    return connection;
  } catch (error) {
    // A connection that failed to open has nothing to close, and closing it would never finish.
    if (!(error instanceof ConnectionError)) await connection.close();
    throw error;
  }
}

function overLimit(file: string, cause: unknown): ThothError {
  return new ThothError(
    'PROJECT_DATABASE_DAMAGED',
    `The project database "${file}" cannot be read: it exceeds a limit that nothing exceeds that Thoth wrote ` +
      `(${messageOf(cause)}). Put a backup in its place, or choose another file in the setting thoth.projectDatabase.`,
    { cause },
  );
}

/** A view, trigger or virtual table: runs SQL or code of its own when tables are read or written. */
export interface RunningObject {
  readonly type: string;
  /** At most 100 characters of its name. */
  readonly name: string;
}

/** The first running object of a file; undefined if there is none. */
export async function findRunningObject(connection: Connection): Promise<RunningObject | undefined> {
  const [object] = await connection.rows<RunningObject>(`
    SELECT CASE type WHEN 'table' THEN 'virtual table' ELSE type END AS type, substr(name, 1, 100) AS name
    FROM sqlite_schema
    WHERE type IN ('view', 'trigger') OR type = 'table' AND rootpage = 0
    ORDER BY name LIMIT 1`);
  return object;
}

/** Takes the write lock at once. */
async function begin(connection: Connection): Promise<OpenTransaction> {
  await connection.change('BEGIN IMMEDIATE');
  return {
    connection,
    async commit() {
      await retryWhileBusy(isBusy, () => connection.change('COMMIT'));
    },
    async rollback() {
      await connection.change('ROLLBACK');
    },
  };
}

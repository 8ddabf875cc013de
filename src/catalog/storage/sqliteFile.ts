import { ConnectionError, Sequelize } from 'sequelize';
import { loadSqlite3 } from '../../base/sqlite';
import { Connection } from './connection';
import { dialectOf } from './dialects';
import type { Engine, OpenTransaction } from './connection';
import { engineCodeOf } from '../../base/errors';
import { whileBusy } from './writer';

const rowErrorCodes = ['SQLITE_CONSTRAINT', 'SQLITE_TOOBIG', 'SQLITE_MISMATCH'];

const engine: Engine = {
  dialect: dialectOf('sqlite'),
  begin,
  isBusy,
  isOfRows: (error) => rowErrorCodes.some((code) => engineCodeOf(error)?.startsWith(code)),
};

/** Whether another program holds the lock. */
export function isBusy(error: unknown): boolean {
  return engineCodeOf(error)?.startsWith('SQLITE_BUSY') ?? false;
}

/**
 * Opens a file on a single connection. Sequelize keeps it as long as its own transactions are not used: each of those
 * opens a new connection, with an empty cache and without the pragmas.
 * @throws the engine's error; nothing stays open then
 */
export async function openFile(file: string, pragmas: readonly string[]): Promise<Connection> {
  const sequelize = new Sequelize({
    dialect: 'sqlite',
    dialectModule: loadSqlite3(),
    storage: file,
    logging: false,
    retry: { max: 1 },
  });
  const connection = new Connection(sequelize, engine);
  try {
    for (const pragma of pragmas) await connection.rows(`PRAGMA ${pragma}`);
    return connection;
  } catch (error) {
    // A connection that failed to open has nothing to close, and closing it would never finish.
    if (!(error instanceof ConnectionError)) await connection.close();
    throw error;
  }
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
      await whileBusy(() => connection.change('COMMIT'), isBusy);
    },
    async rollback() {
      await connection.change('ROLLBACK');
    },
  };
}

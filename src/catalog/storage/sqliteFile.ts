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
 * Sequelize keeps a single connection for a SQLite file as long as its own transactions are not used: those open a new
 * connection each, with a cold cache and without the pragmas.
 * @throws what the engine reports; nothing stays open then
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
    // A handle that did not open holds nothing, and never answers to being closed.
    if (!(error instanceof ConnectionError)) await connection.close();
    throw error;
  }
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

import type { Transaction } from 'sequelize';
import type { Connection } from '../connection';
import { dialectOf } from '../dialects';
import type { Engine, OpenTransaction } from '../connection';
import { engineCodeOf } from '../../../base/errors';
import { connectionLost, isLost, isMisbehaved } from './serverErrors';
import type { ServerLocation } from './serverUrl';

/** The engine of a project database on a server. @param reconnectMilliseconds as in `Engine` */
export function serverEngine(location: ServerLocation, reconnectMilliseconds: number): Engine {
  const { codes, dialect } = location.kind;
  const hasCodeOf = (error: unknown, beginnings: readonly string[]): boolean => {
    const code = engineCodeOf(error);
    return code !== undefined && beginnings.some((beginning) => code.startsWith(beginning));
  };
  return {
    dialect: dialectOf(dialect),
    begin: (connection) => begin(connection, location),
    isBusy: (error) => hasCodeOf(error, codes.busy),
    isLost: (error) => isLost(error, location) && !isMisbehaved(error),
    reconnectMilliseconds,
    isOfRows: (error) => hasCodeOf(error, codes.rows),
  };
}

/**
 * Begins a transaction on a connection of its own: after a loss of it, no statement may run on another one, outside the
 * transaction. Sequelize's own transactions do that too, but print their errors to the console.
 */
async function begin(pool: Connection, location: ServerLocation): Promise<OpenTransaction> {
  const transaction = await takeConnection(pool, location);
  try {
    await transaction.connection.change('START TRANSACTION');
    return transaction;
  } catch (error) {
    await transaction.rollback(error);
    throw error;
  }
}

async function takeConnection(pool: Connection, location: ServerLocation): Promise<OpenTransaction> {
  const { connectionManager } = pool.sequelize;
  let held: object;
  try {
    held = await connectionManager.getConnection({ type: 'write' });
  } catch (error) {
    throw connectionLost(location, error) ?? error;
  }
  // Sequelize only asks a transaction for its connection; it marks one that the server has closed.
  const statements = (): Connection => pool.within({ connection: held } as unknown as Transaction);
  return {
    connection: statements(),
    async commit() {
      await statements().change('COMMIT');
      connectionManager.releaseConnection(held);
    },
    async rollback(error) {
      try {
        if (isLost(error, location)) throw error;
        await statements().change('ROLLBACK');
        connectionManager.releaseConnection(held);
      } catch {
        // Closing the connection ends the transaction in any case.
        await connectionManager.destroyConnection(held).catch(() => undefined);
      }
    },
  };
}

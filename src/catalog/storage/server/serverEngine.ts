import type { Transaction } from 'sequelize';
import type { Connection } from '../connection';
import { dialectOf } from '../dialects';
import type { Engine, OpenTransaction } from '../connection';
import { engineCodeOf } from '../../../base/errors';
import { connectionLost, isLost } from './serverErrors';
import type { ServerLocation } from './serverUrl';

/** The engine of a project database on a server. */
export function serverEngine(location: ServerLocation): Engine {
  const { codes, dialect } = location.kind;
  const hasCodeOf = (error: unknown, beginnings: readonly string[]): boolean => {
    const code = engineCodeOf(error);
    return code !== undefined && beginnings.some((beginning) => code.startsWith(beginning));
  };
  return {
    dialect: dialectOf(dialect),
    begin: (connection) => begin(connection, location),
    isBusy: (error) => hasCodeOf(error, codes.busy),
    isOfRows: (error) => hasCodeOf(error, codes.rows),
  };
}

/**
 * A transaction holds a connection of its own: were that lost, no statement would run on another, outside of it. Sequelize's
 * own transactions do that too, but print to the console what fails in them.
 */
async function begin(pool: Connection, location: ServerLocation): Promise<OpenTransaction> {
  for (let attempt = 1; ; attempt += 1) {
    const transaction = await takeConnection(pool, location);
    try {
      await transaction.connection.change('START TRANSACTION');
      return transaction;
    } catch (error) {
      await transaction.rollback(error);
      // It was lost since it was used last, which has had no effect: the next connection is a new one.
      if (attempt > 1 || !isLost(error, location)) throw error;
    }
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
  // All that Sequelize asks of a transaction is which connection it has; it marks one that the server has given up.
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
        // Whatever state it is in: with the connection ends the transaction.
        await connectionManager.destroyConnection(held).catch(() => undefined);
      }
    },
  };
}

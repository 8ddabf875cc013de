import type { Transaction } from 'sequelize';
import type { Connection } from '../connection';
import { dialectOf } from '../dialect';
import type { Engine, OpenTransaction } from '../engine';
import { engineCodeOf } from '../engineCode';
import { connectionLost, isLost } from './serverErrors';
import type { ServerLocation } from './serverUrl';

/** What Sequelize's transactions can do, though its types do not say so. */
interface Disposable {
  forceCleanup(): Promise<void>;
}

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

/** A transaction holds a connection of its own: were that lost, no statement would run on another, outside of it. */
async function begin(connection: Connection, location: ServerLocation): Promise<OpenTransaction> {
  let transaction: Transaction;
  try {
    transaction = await connection.sequelize.transaction();
  } catch (error) {
    throw connectionLost(location, error) ?? error;
  }
  return {
    connection: connection.within(transaction),
    commit: () => transaction.commit(),
    async rollback(error) {
      if (isLost(error, location)) await (transaction as unknown as Disposable).forceCleanup();
      else await transaction.rollback();
    },
  };
}

import type { QueryOptions, Sequelize } from 'sequelize';
import { retryAfterErrors } from './retry';

type Query = (sql: unknown, options?: QueryOptions) => Promise<unknown>;

/**
 * Gives other errors for those of queries.
 * @param explain the error to throw in place of another
 */
export function explainQueryErrors(
  sequelize: Sequelize,
  explain: (error: unknown, options: QueryOptions | undefined) => unknown,
): void {
  wrapQueries(sequelize, async (query, options) => {
    try {
      return await query();
    } catch (error) {
      throw explain(error, options);
    }
  });
}

/** Sends queries again after errors, on connections that only read. @param limitAfter as of `retryAfterErrors` */
export function retryQueries(sequelize: Sequelize, limitAfter: (error: unknown) => number): void {
  wrapQueries(sequelize, (query) => retryAfterErrors(limitAfter, query));
}

/** Everything in Sequelize goes through `query`, also the calls of models. */
function wrapQueries(
  sequelize: Sequelize,
  wrap: (query: () => Promise<unknown>, options: QueryOptions | undefined) => Promise<unknown>,
): void {
  const query = sequelize.query.bind(sequelize) as Query;
  const wrapped: Query = (sql, options) => wrap(() => query(sql, options), options);
  Object.assign(sequelize, { query: wrapped });
}

import type { QueryOptions, Sequelize } from 'sequelize';

/**
 * Gives other errors for those of queries. Everything in Sequelize goes through `query`, also the calls of models.
 * @param explain the error to throw in place of another
 */
export function explainQueryErrors(
  sequelize: Sequelize,
  explain: (error: unknown, options: QueryOptions | undefined) => unknown,
): void {
  const query = sequelize.query.bind(sequelize) as (sql: unknown, options?: QueryOptions) => Promise<unknown>;
  const explained = async (sql: unknown, options?: QueryOptions): Promise<unknown> => {
    try {
      return await query(sql, options);
    } catch (error) {
      throw explain(error, options);
    }
  };
  Object.assign(sequelize, { query: explained });
}

import { ConnectionError, QueryTypes, Sequelize } from 'sequelize';
import { loadSqlite3 } from '../../base/sqlite';
import { dialectOf, type SqlDialect } from './dialect';

export type SqlValue = string | number | boolean | null;

/**
 * One connection to the project database. Sequelize keeps a single one for a SQLite file as long as its own
 * transactions are not used: those open a new connection each, with a cold cache and without these pragmas.
 */
export class Connection {
  readonly dialect: SqlDialect = dialectOf('sqlite');
  private closing: Promise<void> | undefined;

  private constructor(readonly sequelize: Sequelize) {}

  /**
   * Opens the file, creating it where it does not exist, and sets the pragmas.
   * @throws what the engine reports; nothing stays open then
   */
  static async open(file: string, pragmas: readonly string[]): Promise<Connection> {
    const sequelize = new Sequelize({
      dialect: 'sqlite',
      dialectModule: loadSqlite3(),
      storage: file,
      logging: false,
      retry: { max: 1 },
    });
    const connection = new Connection(sequelize);
    try {
      for (const pragma of pragmas) await connection.rows(`PRAGMA ${pragma}`);
      return connection;
    } catch (error) {
      // A handle that did not open holds nothing, and never answers to being closed.
      if (!(error instanceof ConnectionError)) await connection.close();
      throw error;
    }
  }

  /** The rows of a query. */
  async rows<Row extends object>(sql: string, ...bind: readonly SqlValue[]): Promise<readonly Row[]> {
    return this.sequelize.query<Row>(sql, { type: QueryTypes.SELECT, ...(bind.length > 0 && { bind: [...bind] }) });
  }

  /** Runs a statement that changes something. @returns how many rows it changed */
  async change(sql: string, ...bind: readonly SqlValue[]): Promise<number> {
    return this.sequelize.query(sql, { type: QueryTypes.BULKUPDATE, ...(bind.length > 0 && { bind: [...bind] }) });
  }

  close(): Promise<void> {
    this.closing ??= this.sequelize.close();
    return this.closing;
  }
}

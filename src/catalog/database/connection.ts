import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { SqlDialect } from './dialect';
import type { Engine } from './engine';

export type SqlValue = string | number | boolean | null;

/** A way to the project database: a file's one connection, a server's pool, or a transaction's own connection. */
export class Connection {
  private closing: Promise<void> | undefined;

  constructor(
    readonly sequelize: Sequelize,
    readonly engine: Engine,
    private readonly transaction?: Transaction,
  ) {}

  get dialect(): SqlDialect {
    return this.engine.dialect;
  }

  /** What the call of a model takes to be part of what this connection does. */
  get scope(): { readonly transaction?: Transaction } {
    return this.transaction ? { transaction: this.transaction } : {};
  }

  /** The same database, within a transaction. */
  within(transaction: Transaction): Connection {
    return new Connection(this.sequelize, this.engine, transaction);
  }

  /** The rows of a query. */
  async rows<Row extends object>(sql: string, ...bind: readonly SqlValue[]): Promise<readonly Row[]> {
    return this.sequelize.query<Row>(sql, {
      type: QueryTypes.SELECT,
      ...this.scope,
      ...(bind.length > 0 && { bind: [...bind] }),
    });
  }

  /** Runs a statement that changes something. @returns how many rows it changed, or found to be so already */
  async change(sql: string, ...bind: readonly SqlValue[]): Promise<number> {
    return this.sequelize.query(sql, {
      type: QueryTypes.BULKUPDATE,
      ...this.scope,
      ...(bind.length > 0 && { bind: [...bind] }),
    });
  }

  close(): Promise<void> {
    this.closing ??= this.sequelize.close();
    return this.closing;
  }
}

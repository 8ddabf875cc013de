import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { SqlDialect } from './dialects/dialect';

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

/** An engine of project databases: its SQL, its transactions, and what its errors mean. */
export interface Engine {
  readonly dialect: SqlDialect;
  /** Begins a transaction for writing. */
  begin(connection: Connection): Promise<OpenTransaction>;
  /** Whether a statement or transaction had no effect because of what somebody else did at that moment: worth another try. */
  isBusy(error: unknown): boolean;
  /** Whether the rows themselves were refused. With any other error, trying other rows would be in vain. */
  isOfRows(error: unknown): boolean;
}

export interface OpenTransaction {
  /** Whose statements are the transaction's. */
  readonly connection: Connection;
  commit(): Promise<void>;
  /** Undoes all of it after an error; nothing is left of it, whatever the connection is like. */
  rollback(error: unknown): Promise<void>;
}

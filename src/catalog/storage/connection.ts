import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { SqlDialect } from './dialects/dialect';
import { qualifyTables } from './qualifiedTables';

export type SqlValue = string | number | boolean | null;

/**
 * A connection to the project database: a file's single connection, a server's pool, or a transaction's own connection.
 */
export class Connection {
  private closing: Promise<void> | undefined;

  constructor(
    readonly sequelize: Sequelize,
    readonly engine: Engine,
    /** The schema of the tables, on a server that has schemas. */
    readonly schema?: string,
    private readonly transaction?: Transaction,
  ) {}

  get dialect(): SqlDialect {
    return this.engine.dialect;
  }

  /** The options that make the call of a Sequelize model use this connection or transaction. */
  get scope(): { readonly transaction?: Transaction } {
    return this.transaction ? { transaction: this.transaction } : {};
  }

  /** The same database, for statements within a transaction. */
  within(transaction: Transaction): Connection {
    return new Connection(this.sequelize, this.engine, this.schema, transaction);
  }

  /** The same database, with its tables in this schema. */
  inSchema(schema: string): Connection {
    return new Connection(this.sequelize, this.engine, schema, this.transaction);
  }

  /** Runs a query. @returns its rows */
  async rows<Row extends object>(sql: string, ...bind: readonly SqlValue[]): Promise<readonly Row[]> {
    return this.sequelize.query<Row>(this.qualified(sql), {
      type: QueryTypes.SELECT,
      ...this.scope,
      ...(bind.length > 0 && { bind: [...bind] }),
    });
  }

  /** Runs a statement that changes rows. @returns how many rows it changed, or found with these values already */
  async change(sql: string, ...bind: readonly SqlValue[]): Promise<number> {
    return this.sequelize.query(this.qualified(sql), {
      type: QueryTypes.BULKUPDATE,
      ...this.scope,
      ...(bind.length > 0 && { bind: [...bind] }),
    });
  }

  private qualified(sql: string): string {
    return this.schema === undefined ? sql : qualifyTables(sql, this.schema);
  }

  close(): Promise<void> {
    this.closing ??= this.sequelize.close();
    return this.closing;
  }
}

/** An engine of project databases: its SQL, its transactions, and the meaning of its errors. */
export interface Engine {
  readonly dialect: SqlDialect;
  /** Begins a transaction for writing. */
  begin(connection: Connection): Promise<OpenTransaction>;
  /**
   * Whether a statement or transaction failed, without effect, because of another one at that moment, so that a retry
   * may succeed.
   */
  isBusy(error: unknown): boolean;
  /**
   * Whether the connection was lost, or could not be made at that moment, so that a repeat on another one may succeed.
   * What was sent on it may have taken effect.
   */
  isLost(error: unknown): boolean;
  /** How long to try again after a connection was lost, in milliseconds. */
  readonly reconnectMilliseconds: number;
  /** Whether the rows themselves were refused. After any other error, it is useless to try other rows. */
  isOfRows(error: unknown): boolean;
}

export interface OpenTransaction {
  /** Runs the statements of the transaction. */
  readonly connection: Connection;
  commit(): Promise<void>;
  /** Rolls back after an error; even on a broken connection, nothing of the transaction remains. */
  rollback(error: unknown): Promise<void>;
}

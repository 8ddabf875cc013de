import type { Connection } from './connection';
import type { SqlDialect } from './dialect';

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

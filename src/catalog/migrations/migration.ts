import type { Connection } from '../storage/connection';

/** One change of the schema of the project database. A released migration is never changed. */
export interface Migration {
  /** Begins with its number; migrations run in the order of their names. */
  readonly name: string;
  /**
   * Runs within the transaction of the whole upgrade. On an engine that commits each DDL statement by itself, it may
   * run again after an interruption, so each statement must be repeatable there.
   */
  up(connection: Connection): Promise<void>;
}

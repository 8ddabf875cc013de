import type { Connection } from '../storage/connection';

/** One step from one shape of the project database to the next. Once released, a step is never changed. */
export interface Migration {
  /** Begins with its number; the names sort in the order in which the steps run. */
  readonly name: string;
  /**
   * Runs within the transaction of the whole upgrade. Where the engine commits each change of a table by itself, it may run
   * again after it was broken off: there each statement must be repeatable.
   */
  up(connection: Connection): Promise<void>;
}

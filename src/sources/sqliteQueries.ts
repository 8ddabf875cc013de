import { throwIfCancelled } from '../base/errors';
import type { SqliteConnection, SqliteValue } from '../base/sqlite';
import { concernsWholeFile, driverCode, unreadableFile, unreadableTable } from './sqliteErrors';

/** How long one attempt waits for a lock, in milliseconds; cancelling takes effect after it. */
const lockWait = 250;
const lockAttempts = 20;

/** What a query gave for one table, or the error that this table alone met. */
export type TableRow<Row> = { readonly table: string } & ({ readonly row: Row } | { readonly error: Error });

/** Runs the queries of one source: cancellable, patient with locks, and with errors that a person can use. */
export class SqliteQueries {
  constructor(
    private readonly file: string,
    private readonly connection: SqliteConnection,
  ) {
    connection.setBusyTimeout(lockWait);
  }

  /** @throws ThothError SOURCE_UNREADABLE or CANCELLED */
  async all<Row extends object>(sql: string, signal: AbortSignal): Promise<Row[]> {
    try {
      return await this.run<Row>(sql, [], signal);
    } catch (error) {
      throwIfCancelled(signal);
      throw unreadableFile(this.file, error);
    }
  }

  /**
   * Runs a query that takes a JSON array of table names as `$1` and gives one row for each, in that order. Where it fails because of a
   * table, the halves are read apart until that table alone is left out.
   * @throws ThothError SOURCE_UNREADABLE when nothing can be read, or CANCELLED
   */
  async eachTable<Row extends object>(
    sql: string,
    tables: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly TableRow<Row>[]> {
    try {
      const rows = await this.run<Row>(sql, [JSON.stringify(tables)], signal);
      return rows.map((row, index) => ({ table: tables[index] ?? '', row }));
    } catch (error) {
      throwIfCancelled(signal);
      if (concernsWholeFile(error)) throw unreadableFile(this.file, error);
      const [table] = tables;
      if (table !== undefined && tables.length === 1) return [{ table, error: unreadableTable(table, error) }];
    }
    const half = Math.ceil(tables.length / 2);
    const first = await this.eachTable<Row>(sql, tables.slice(0, half), signal);
    const second = await this.eachTable<Row>(sql, tables.slice(half), signal);
    return [...first, ...second];
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async run<Row extends object>(
    sql: string,
    parameters: readonly SqliteValue[],
    signal: AbortSignal,
  ): Promise<Row[]> {
    throwIfCancelled(signal);
    const interrupt = (): void => this.connection.interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      const rows = await this.waitForLock(() => this.connection.all<Row>(sql, parameters), signal);
      throwIfCancelled(signal);
      return rows;
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  private async waitForLock<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let left = lockAttempts; ; left--) {
      try {
        return await attempt();
      } catch (error) {
        throwIfCancelled(signal);
        if (left <= 1 || driverCode(error) !== 'SQLITE_BUSY') throw error;
      }
    }
  }
}

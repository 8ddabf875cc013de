import { onAbort } from '../../base/cancellation';
import type { Disposable } from '../../base/disposable';
import { codeOf, throwIfCancelled } from '../../base/errors';
import type { SqliteConnection, SqliteValue } from '../../base/sqlite';
import { concernsWholeFile, unreadableFile, unreadableTable } from './errors';

/** How long one attempt waits for a lock, in milliseconds. A cancel must wait for the attempt. */
const lockWait = 250;
const lockAttempts = 20;
/** In milliseconds. */
const interruptInterval = 20;

/** The JSON of one table, or the error of that table alone. */
export type TableJson =
  { readonly table: string; readonly json: string } | { readonly table: string; readonly error: Error };

interface TextRow {
  readonly text: string;
}

/** Runs the queries of one source. It waits for locks for some seconds. */
export class SqliteQueries {
  constructor(
    private readonly file: string,
    private readonly connection: SqliteConnection,
  ) {
    connection.setBusyTimeout(lockWait);
  }

  /**
   * Runs a query whose rows have one column, `text`, and returns these.
   * @throws ThothError SOURCE_UNREADABLE or CANCELLED
   */
  async all(sql: string, signal: AbortSignal): Promise<string[]> {
    try {
      return await this.run(sql, [], signal);
    } catch (error) {
      throwIfCancelled(signal);
      throw unreadableFile(this.file, error);
    }
  }

  /**
   * Runs a query that takes a JSON array of table names as `$1` and gives one row for each, in that order, with one
   * column, `text`. When one table makes it fail, the halves are read separately, until only that table is left out.
   * @throws ThothError SOURCE_UNREADABLE when nothing can be read, or CANCELLED
   */
  async eachTable(sql: string, tables: readonly string[], signal: AbortSignal): Promise<readonly TableJson[]> {
    try {
      const rows = await this.run(sql, [JSON.stringify(tables)], signal);
      return rows.map((json, index) => ({ table: tables[index] ?? '', json }));
    } catch (error) {
      throwIfCancelled(signal);
      if (concernsWholeFile(error)) throw unreadableFile(this.file, error);
      const [table] = tables;
      if (table !== undefined && tables.length === 1) return [{ table, error: unreadableTable(table, error) }];
    }
    const half = Math.ceil(tables.length / 2);
    const first = await this.eachTable(sql, tables.slice(0, half), signal);
    const second = await this.eachTable(sql, tables.slice(half), signal);
    return [...first, ...second];
  }

  /**
   * Runs a query over one table, as `all` does.
   * @throws ThothError SOURCE_UNREADABLE, which names the table where only that table is unreadable, or CANCELLED
   */
  async ofTable(
    table: string,
    sql: string,
    parameters: readonly SqliteValue[],
    signal: AbortSignal,
  ): Promise<string[]> {
    try {
      return await this.run(sql, parameters, signal);
    } catch (error) {
      throwIfCancelled(signal);
      throw concernsWholeFile(error) ? unreadableFile(this.file, error) : unreadableTable(table, error);
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async run(sql: string, parameters: readonly SqliteValue[], signal: AbortSignal): Promise<string[]> {
    throwIfCancelled(signal);
    const interrupting = this.interruptWhenAborted(signal);
    try {
      const rows = await this.waitForLock(() => this.connection.all<TextRow>(sql, parameters), signal);
      throwIfCancelled(signal);
      return rows.map((row) => row.text);
    } finally {
      interrupting.dispose();
    }
  }

  /** Interrupts repeatedly, since a statement that is still in the driver's queue ignores an interrupt. */
  private interruptWhenAborted(signal: AbortSignal): Disposable {
    let timer: NodeJS.Timeout | undefined;
    const listening = onAbort(signal, () => {
      this.connection.interrupt();
      timer = setInterval(() => this.connection.interrupt(), interruptInterval);
    });
    return {
      dispose: () => {
        listening.dispose();
        clearInterval(timer);
      },
    };
  }

  private async waitForLock<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let left = lockAttempts; ; left--) {
      try {
        return await attempt();
      } catch (error) {
        throwIfCancelled(signal);
        if (left <= 1 || codeOf(error) !== 'SQLITE_BUSY') throw error;
      }
    }
  }
}

import { awaitUnlessCancelled, onAbort } from '../../base/cancellation';
import { cancelledError, throwIfCancelled } from '../../base/errors';
import type { SqliteValue } from '../../base/sqlite';
import { concernsWholeFile, sourceClosed, unreadableFile, unreadableTable } from './errors';
import { ReaderEnded, type ReaderProcess } from './reader/process';
import type { AnswerLimits } from './reader/protocol';

/** The budgets of one source. */
export interface ReadBudget {
  /** How long one query may take, in milliseconds. */
  readonly time: number;
  /** How many queries may make their process end before nothing more is read. */
  readonly endedReads: number;
  /** How many characters are read in all about the structure; rows of a table have limits of their own. */
  readonly characters: number;
}

const defaultBudget: ReadBudget = { time: 10_000, endedReads: 20, characters: 256_000_000 };

/** The limits of queries about the whole file; of a schema's definitions, for example. */
const fileLimits: AnswerLimits = { row: 8_000_000, rows: 64_000_000 };
/** The limits of queries about tables; a row is one table, or a row of one. */
const tableLimits: AnswerLimits = { row: 1_000_000, rows: 8_000_000 };

/** The JSON of one table, or the error of that table alone. */
export type TableJson =
  { readonly table: string; readonly json: string } | { readonly table: string; readonly error: Error };

interface Query {
  readonly sql: string;
  readonly parameters: readonly SqliteValue[];
  readonly limits: AnswerLimits;
}

/**
 * Runs the queries of one source, one after the other, in a process that is started again only after a query has made
 * it end.
 */
export class SqliteQueries {
  private reader: Promise<ReaderProcess> | undefined;
  private lastQuery: Promise<unknown> = Promise.resolve();
  private endedReads = 0;
  private characters = 0;
  private isClosed = false;

  constructor(
    private readonly file: string,
    private readonly openReader: () => Promise<ReaderProcess>,
    private readonly budget: ReadBudget = defaultBudget,
  ) {}

  /**
   * Opens the file; the first query would do so otherwise.
   * @throws ThothError SOURCE_NOT_FOUND, SOURCE_UNREADABLE or NATIVE_BINDING
   */
  async open(): Promise<void> {
    await this.aliveReader();
  }

  /**
   * Runs a query whose rows have one column, `text`, and returns these.
   * @throws ThothError SOURCE_UNREADABLE or CANCELLED
   */
  async all(sql: string, signal: AbortSignal): Promise<string[]> {
    try {
      return this.counted(await this.run({ sql, parameters: [], limits: fileLimits }, signal));
    } catch (error) {
      throwIfCancelled(signal);
      throw unreadableFile(this.file, error);
    }
  }

  /**
   * Runs a query that takes a JSON array of table names as `$1` and gives one row for each, in that order, with one
   * column, `text`. When one table makes it fail, the halves are read separately, until only that table is left out;
   * when one makes its process end, which is expensive, each table is read separately.
   * @throws ThothError SOURCE_UNREADABLE when nothing can be read, or CANCELLED
   */
  async eachTable(sql: string, tables: readonly string[], signal: AbortSignal): Promise<readonly TableJson[]> {
    let partSize = Math.ceil(tables.length / 2);
    try {
      const parameters = [JSON.stringify(tables)];
      const rows = this.counted(await this.run({ sql, parameters, limits: tableLimits }, signal));
      return rows.map((json, index) => ({ table: tables[index] ?? '', json }));
    } catch (error) {
      throwIfCancelled(signal);
      if (concernsWholeFile(error)) throw unreadableFile(this.file, error);
      const [table] = tables;
      if (table !== undefined && tables.length === 1) return [{ table, error: unreadableTable(table, error) }];
      if (error instanceof ReaderEnded) partSize = 1;
    }
    const read: TableJson[] = [];
    for (let start = 0; start < tables.length; start += partSize) {
      read.push(...(await this.eachTable(sql, tables.slice(start, start + partSize), signal)));
    }
    return read;
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
      return await this.run({ sql, parameters, limits: tableLimits }, signal);
    } catch (error) {
      throwIfCancelled(signal);
      throw concernsWholeFile(error) ? unreadableFile(this.file, error) : unreadableTable(table, error);
    }
  }

  /** Ends the process; a query that runs fails. */
  async close(): Promise<void> {
    this.isClosed = true;
    const reader = await this.reader?.catch(() => undefined);
    await reader?.close(sourceClosed());
  }

  private run(query: Query, signal: AbortSignal): Promise<string[]> {
    const reading = this.lastQuery.then(() => this.read(query, signal));
    this.lastQuery = reading.catch(() => undefined);
    return awaitUnlessCancelled(reading, signal);
  }

  private async read(query: Query, signal: AbortSignal): Promise<string[]> {
    throwIfCancelled(signal);
    const reader = await this.aliveReader();
    this.requireBudget();
    const listening = onAbort(signal, () => reader.kill(cancelledError(signal)));
    try {
      return await reader.read(query, this.budget.time);
    } catch (error) {
      if (error instanceof ReaderEnded) this.endedReads++;
      throw error;
    } finally {
      listening.dispose();
    }
  }

  private counted(rows: string[]): string[] {
    for (const row of rows) this.characters += row.length;
    return rows;
  }

  private async aliveReader(): Promise<ReaderProcess> {
    if (this.isClosed) throw sourceClosed();
    const current = await this.reader?.catch(() => undefined);
    if (current?.isAlive) return current;
    this.requireBudget();
    this.reader = this.openReader();
    return this.reader;
  }

  private requireBudget(): void {
    const { endedReads, characters } = this.budget;
    if (this.endedReads >= endedReads) {
      throw new Error(`${endedReads} reads of this database had to be ended, so nothing more is read from it`);
    }
    if (this.characters > characters) {
      throw new Error(`more than ${characters.toLocaleString('en')} characters were read from this database`);
    }
  }
}

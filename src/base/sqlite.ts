import type * as Sqlite3 from 'sqlite3';
import { messageOf, ThothError } from './errors';

/**
 * The native SQLite binding, loaded at the first call. The only module that names the package `sqlite3`.
 * @throws ThothError NATIVE_BINDING, with the platform and what to do, where the binding does not load
 */
export function loadSqlite3(load: () => unknown = () => require('sqlite3')): typeof Sqlite3 {
  try {
    return load() as typeof Sqlite3;
  } catch (cause) {
    throw new ThothError(
      'NATIVE_BINDING',
      `SQLite could not be loaded on this platform (${process.platform} ${process.arch}, Node ${process.versions.node}): ` +
        `${messageOf(cause).split('\n')[0]}. Install the Thoth package made for ${process.platform}-${process.arch}; ` +
        'packages for other platforms do not work here.',
      { cause },
    );
  }
}

/** How a file is opened: `readOnly` never writes to it and never creates it; `create` creates a missing file. */
export type SqliteMode = 'readOnly' | 'create';

/** A limit of one connection, by the name of the driver's constant. */
export type SqliteLimit =
  'LIMIT_LENGTH' | 'LIMIT_SQL_LENGTH' | 'LIMIT_VDBE_OP' | 'LIMIT_ATTACHED' | 'LIMIT_WORKER_THREADS';

export type SqliteValue = string | number | null;

/**
 * One SQLite connection, with promises instead of callbacks. Errors are the driver's own (`code`, `errno`). Statements
 * run one after the other, off the main thread. Parallel statements would block that thread: the driver finalizes a
 * statement there, and waits for any other running statement.
 */
export class SqliteConnection {
  private closing: Promise<void> | undefined;

  private constructor(private readonly database: Sqlite3.Database) {
    database.serialize();
  }

  /** @throws ThothError NATIVE_BINDING, or the driver's error when the file cannot be opened */
  static open(file: string, mode: SqliteMode): Promise<SqliteConnection> {
    const sqlite3 = loadSqlite3();
    const flags = mode === 'readOnly' ? sqlite3.OPEN_READONLY : sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE;
    return new Promise((resolve, reject) => {
      const database = new sqlite3.Database(file, flags, (error) => {
        if (error) reject(error);
        else resolve(new SqliteConnection(database));
      });
    });
  }

  /** How long a statement waits for another program's lock, in milliseconds. `interrupt` does not end that wait. */
  setBusyTimeout(milliseconds: number): void {
    this.database.configure('busyTimeout', milliseconds);
  }

  /** Lowers a limit of the connection; a larger value than SQLite was built with has no effect. */
  setLimit(limit: SqliteLimit, value: number): void {
    this.database.configure('limit', loadSqlite3()[limit], value);
  }

  /** Runs one statement and returns all its rows. */
  all<Row extends object>(sql: string, parameters: readonly SqliteValue[] = []): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      this.database.all<Row>(sql, [...parameters], (error, rows) => {
        if (error) reject(error);
        else resolve(rows);
      });
    });
  }

  /** Runs a script of any number of statements. */
  execute(script: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.database.exec(script, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Makes the running statements end with SQLITE_INTERRUPT. */
  interrupt(): void {
    if (!this.closing) this.database.interrupt();
  }

  /** Closes after the running statements have ended. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= new Promise((resolve, reject) => {
      this.database.close((error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    return this.closing;
  }
}

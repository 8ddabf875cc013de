import type * as Sqlite3 from 'sqlite3';

/** The limits of a connection, so that no file takes the memory or a thread of the editor for long. */
export interface SqliteLimits {
  /** The longest text or row, in bytes. */
  readonly length: number;
  /** How many rows one query may give, and how many characters they may have. */
  readonly rows: number;
  readonly characters: number;
  /** How long a query may take, in milliseconds. */
  readonly time: number;
}

/** The driver has this field, but its types do not. */
interface OpenDatabase extends Sqlite3.Database {
  readonly open: boolean;
}

type Row = Readonly<Record<string, unknown>>;
type Done = (this: unknown, error: Error | null, rows?: readonly Row[]) => void;

/** How often a query that is over its time is interrupted, in milliseconds: one that had not begun goes on. */
const interruptInterval = 500;

/** The binding, with a limit for each connection and each query that gives rows. */
export function limitSqlite(sqlite3: typeof Sqlite3, limits: SqliteLimits): typeof Sqlite3 {
  class LimitedDatabase extends sqlite3.Database {
    /** Resolves when the last query has ended. */
    private last = Promise.resolve();

    constructor(file: string, mode: number, done: (error: Error | null) => void) {
      super(file, mode, (error) => {
        if (!error) this.configure('limit', sqlite3.LIMIT_LENGTH, limits.length);
        done(error);
      });
    }

    /**
     * Like the driver's, but each row is counted as it comes; and one query after the other: the driver ends a statement on
     * the main thread, where it would wait for another that is running.
     */
    override all(sql: string, ...rest: unknown[]): this {
      const done = rest.pop() as Done;
      this.last = this.last.then(() => new LimitedQuery(this, limits).run(sql, rest, done));
      return this;
    }

    override close(done?: (error: Error | null) => void): void {
      void this.last.then(() => super.close(done));
    }
  }
  return Object.assign(Object.create(sqlite3) as typeof Sqlite3, { Database: LimitedDatabase });
}

/** One query that is being read. */
class LimitedQuery {
  private readonly rows: Row[] = [];
  private characters = 0;
  private error: Error | undefined;
  private interrupting: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Sqlite3.Database,
    private readonly limits: SqliteLimits,
  ) {}

  /** Resolves when the answer was given, whatever it is. */
  async run(sql: string, parameters: readonly unknown[], done: Done): Promise<void> {
    const { time } = this.limits;
    const deadline = setTimeout(
      () => this.stop(limitError('SQLITE_INTERRUPT', `a query takes longer than ${time / 1_000} s`)),
      time,
    );
    try {
      await this.read(sql, parameters);
    } catch (error) {
      this.error ??= error as Error;
    } finally {
      clearTimeout(deadline);
      clearInterval(this.interrupting);
    }
    if (this.error) done.call(this.database, this.error);
    else done.call(this.database, null, this.rows);
  }

  /** Reads the rows. Resolves when the statement has let go of the database, which comes after its error. */
  private read(sql: string, parameters: readonly unknown[]): Promise<unknown> {
    return new Promise<void>((resolve, reject) => {
      const statement = this.database.prepare(sql, (error: Error | null) => {
        // nothing is left of a statement that could not be prepared
        if (error) reject(error);
      });
      const all = new Promise<void>((given) => {
        const onRow = (error: Error | null, row: Row): void => {
          if (error) this.error ??= error;
          else this.add(row);
        };
        statement.each(...parameters, onRow, () => given());
      });
      statement.finalize(() => void (this.error ? resolve() : all.then(resolve)));
    });
  }

  private add(row: Row): void {
    if (this.error) return;
    this.rows.push(row);
    for (const value of Object.values(row)) {
      if (typeof value === 'string' || Buffer.isBuffer(value)) this.characters += value.length;
    }
    const { rows, characters } = this.limits;
    if (this.rows.length > rows) {
      this.stop(limitError('SQLITE_TOOBIG', `a query gives more than ${count(rows)} rows`));
    } else if (this.characters > characters) {
      this.stop(limitError('SQLITE_TOOBIG', `the rows of a query have more than ${count(characters)} characters`));
    }
  }

  /** Ends the query with an error. */
  private stop(error: Error): void {
    this.error ??= error;
    this.rows.length = 0;
    const interrupt = (): void => {
      if ((this.database as OpenDatabase).open) this.database.interrupt();
    };
    interrupt();
    this.interrupting ??= setInterval(interrupt, interruptInterval);
  }
}

function limitError(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}

function count(number: number): string {
  return number.toLocaleString('en');
}

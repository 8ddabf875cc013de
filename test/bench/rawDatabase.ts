import sqlite3 from 'sqlite3';

/** A file opened with the `sqlite3` package and nothing else: what the floors are made of. */
export class RawDatabase {
  private constructor(private readonly database: sqlite3.Database) {}

  static open(file: string): Promise<RawDatabase> {
    return new Promise((resolve, reject) => {
      const database = new sqlite3.Database(file, (error) =>
        error ? reject(error) : resolve(new RawDatabase(database)),
      );
    });
  }

  execute(script: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.database.exec(script, (error) => (error ? reject(error) : resolve()));
    });
  }

  all<Row>(sql: string, ...bind: readonly unknown[]): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      this.database.all<Row>(sql, bind, (error, rows) => (error ? reject(error) : resolve(rows)));
    });
  }

  run(sql: string, ...bind: readonly unknown[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.database.run(sql, bind, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** @returns what runs the statement; calls wait for each other */
  prepare(sql: string): Promise<PreparedStatement> {
    return new Promise((resolve, reject) => {
      const statement = this.database.prepare(sql, (error) => {
        if (error) reject(error);
        else resolve(new PreparedStatement(statement));
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.database.close((error) => (error ? reject(error) : resolve()));
    });
  }
}

class PreparedStatement {
  constructor(private readonly statement: sqlite3.Statement) {}

  run(...bind: readonly unknown[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.statement.run(bind, (error: Error | null) => (error ? reject(error) : resolve()));
    });
  }

  finalize(): Promise<void> {
    return new Promise((resolve) => {
      this.statement.finalize(() => resolve());
    });
  }
}

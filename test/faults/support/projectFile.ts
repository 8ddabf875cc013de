import { SqliteConnection } from '../../../src/base/sqlite';
import type { TaskOwner } from '../../../src/model/runs';

/** Does something in a SQLite file on a connection of its own. */
export async function onDatabase<T>(file: string, work: (database: SqliteConnection) => Promise<T>): Promise<T> {
  const database = await SqliteConnection.open(file, 'create');
  try {
    database.setBusyTimeout(5_000);
    return await work(database);
  } finally {
    await database.close();
  }
}

/** What is wrong with a project database, as SQLite says. */
export async function damageOf(file: string): Promise<readonly unknown[]> {
  return onDatabase(file, async (database) => {
    const integrity = await database.all<{ integrity_check: string }>('PRAGMA integrity_check');
    const orphans = await database.all('PRAGMA foreign_key_check');
    return [...integrity.filter((row) => row.integrity_check !== 'ok'), ...orphans];
  });
}

/** The log field that the owner of a task shows. */
export async function logField(file: string, { id }: TaskOwner, prefix = ''): Promise<string> {
  const rows = await onDatabase(file, (database) =>
    database.all<{ log: string }>(`SELECT ${prefix}_log AS log FROM sql_db WHERE id = ?`, [id]),
  );
  return rows[0]?.log ?? '';
}

import type { SqliteConnection, SqliteLimit } from '../base/sqlite';
import { memoryLimits } from '../sources/sqlite/reader/protocol';

/** How long a query waits for another program's lock, in milliseconds. */
const lockWait = 5_000;

/**
 * The limits that are below SQLite's own. A definition that is over one makes SQLite refuse the whole file, so columns
 * (2,000), the depth of expressions (1,000) and compound selects (500) keep the limits that SQLite was built with.
 */
const limits: readonly (readonly [SqliteLimit, number])[] = [
  ['LIMIT_LENGTH', 64_000_000],
  ['LIMIT_SQL_LENGTH', 16_000_000],
  ['LIMIT_VDBE_OP', 1_000_000],
  ['LIMIT_ATTACHED', 0],
  ['LIMIT_WORKER_THREADS', 0],
];

/**
 * Limits what the views and definitions of a file can do. Temporary tables are in memory, and so count towards its
 * limit.
 */
export async function restrict(connection: SqliteConnection): Promise<void> {
  connection.setBusyTimeout(lockWait);
  for (const [limit, value] of limits) connection.setLimit(limit, value);
  await connection.execute(`
    PRAGMA hard_heap_limit = ${memoryLimits.sqlite * 1024 * 1024};
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA query_only = ON;
    PRAGMA temp_store = MEMORY;`);
}

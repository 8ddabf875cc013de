import type { Connection } from '../storage/connection';
import type { Migration } from './migration';

/** The prefixes of the status fields, for each kind of task that existed before. */
const statusPrefixes = { dbElements: 'db_elements', tableComments: 'table_comment', columnComments: 'column_comment' };

const owners = [
  { table: 'sql_db', reference: 'sql_db_id', kinds: ['dbElements', 'tableComments', 'columnComments'] },
  { table: 'workspace', reference: 'workspace_id', kinds: ['tableComments', 'columnComments'] },
] as const;

const reason =
  'Another run of the same task was the one that its database showed as running. What this run had saved is kept.';

/** Makes `task_run` decide which run holds a task: a constraint allows one RUNNING run per owner and kind. */
export const oneRunPerTask: Migration = {
  name: '002-one-run-per-task',
  async up(connection) {
    await addResetTime(connection);
    for (const { table, reference, kinds } of owners) {
      for (const kind of kinds) {
        const prefix = statusPrefixes[kind];
        await endRunsNotShown(
          connection,
          kind,
          reference,
          `SELECT ${prefix}_task_id FROM ${table} WHERE ${prefix}_task_id IS NOT NULL`,
        );
        await markReset(connection, table, prefix);
      }
    }
    await endRunsButNewest(connection);
    for (const { reference } of owners) await addRunningKey(connection, reference);
  },
};

/** Adds the time at which a person reset a task to IDLE, in the row of its last run. */
async function addResetTime(connection: Connection): Promise<void> {
  const { dialect } = connection;
  const columns = await connection.rows<{ name: string }>(dialect.columnNames, 'task_run');
  if (columns.some(({ name }) => name === 'reset_time')) return;
  await connection.change(`ALTER TABLE task_run ADD COLUMN reset_time ${dialect.types.time}`);
}

/** Ends the RUNNING runs of a kind, except those whose id `shown` selects. */
function endRunsNotShown(connection: Connection, kind: string, reference: string, shown: string): Promise<number> {
  return endRuns(connection, `${reference} IS NOT NULL AND kind = '${kind}' AND task_id NOT IN (${shown})`);
}

/**
 * Keeps only the newest RUNNING run of each kind without status fields. The derived table is for MySQL, which cannot
 * read a table that it updates.
 */
function endRunsButNewest(connection: Connection): Promise<number> {
  const newest = "SELECT max(id) AS id FROM task_run WHERE status = 'RUNNING' GROUP BY sql_db_id, workspace_id, kind";
  return endRuns(connection, `id NOT IN (SELECT id FROM (${newest}) AS newest)`);
}

function endRuns(connection: Connection, where: string): Promise<number> {
  return connection.change(
    "UPDATE task_run SET status = 'FAILED', error = $1, end_time = heartbeat, log_characters = (SELECT " +
      'coalesce(sum(character_count), 0) FROM task_log WHERE task_log.task_id = task_run.task_id) ' +
      `WHERE status = 'RUNNING' AND ${where}`,
    reason,
  );
}

async function markReset(connection: Connection, table: string, prefix: string): Promise<void> {
  const idle = `SELECT ${prefix}_task_id FROM ${table} WHERE ${prefix}_status = 'IDLE' AND ${prefix}_task_id IS NOT NULL`;
  await connection.change(
    'UPDATE task_run SET reset_time = coalesce(end_time, heartbeat) ' +
      `WHERE reset_time IS NULL AND task_id IN (${idle})`,
  );
}

async function addRunningKey(connection: Connection, reference: string): Promise<void> {
  const { dialect } = connection;
  const name = `task_run_running_${reference}`;
  const keys = await connection.rows<{ name: string }>(dialect.keyNames, 'task_run');
  if (keys.some((key) => key.name === name)) return;
  const key = { name, columns: [reference, 'kind'], unique: true, only: ['status', 'RUNNING'] } as const;
  await connection.change(dialect.addPartialKey('task_run', key));
}

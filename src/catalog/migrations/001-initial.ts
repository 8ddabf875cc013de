import type { Migration } from './migration';

const statusFields = (prefix: string): string => `
  ${prefix}_status TEXT NOT NULL DEFAULT 'IDLE'
    CHECK (${prefix}_status IN ('IDLE', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  ${prefix}_task_id TEXT,
  ${prefix}_start_time DATETIME,
  ${prefix}_end_time DATETIME`;

/** These come last: SQLite reads through all the text that stands before a field. */
const logFields = (...prefixes: readonly string[]): string =>
  prefixes.map((prefix) => `${prefix}_log TEXT NOT NULL DEFAULT ''`).join(',\n  ');

const statements = [
  `CREATE TABLE workspace (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  ${statusFields('table_comment')},
  ${statusFields('column_comment')},
  ${logFields('table_comment', 'column_comment')}
)`,
  `CREATE TABLE sql_db (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  db_type TEXT NOT NULL,
  db_host TEXT,
  db_port INTEGER,
  db_name TEXT NOT NULL,
  "schema" TEXT,
  user_name TEXT,
  ssl_mode TEXT,
  ssl_ca_file TEXT,
  ssh_host TEXT,
  ssh_port INTEGER,
  ssh_user_name TEXT,
  ssh_authentication TEXT,
  ssh_key_file TEXT,
  ssh_known_hosts_file TEXT,
  language TEXT,
  workspace_id INTEGER REFERENCES workspace (id) ON DELETE SET NULL,
  ${statusFields('db_elements')},
  ${statusFields('table_comment')},
  ${statusFields('column_comment')},
  ${logFields('db_elements', 'table_comment', 'column_comment')}
)`,
  'CREATE INDEX sql_db_workspace_id ON sql_db (workspace_id)',
  `CREATE TABLE sql_table (
  id INTEGER PRIMARY KEY,
  sql_db_id INTEGER NOT NULL REFERENCES sql_db (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  source_description TEXT NOT NULL DEFAULT '',
  generated_comment TEXT NOT NULL DEFAULT '',
  generated_by TEXT NOT NULL DEFAULT '',
  generated_at DATETIME,
  comment_error TEXT NOT NULL DEFAULT '',
  fingerprint TEXT NOT NULL DEFAULT '',
  gone_at DATETIME,
  UNIQUE (sql_db_id, name)
)`,
  `CREATE TABLE sql_column (
  id INTEGER PRIMARY KEY,
  sql_table_id INTEGER NOT NULL REFERENCES sql_table (id) ON DELETE CASCADE,
  original_column_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  position INTEGER NOT NULL,
  native_type TEXT NOT NULL,
  data_format TEXT NOT NULL,
  nullable INTEGER NOT NULL CHECK (nullable IN (0, 1)),
  default_value TEXT,
  "generated" TEXT NOT NULL,
  hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),
  primary_key_position INTEGER NOT NULL,
  enum_values TEXT NOT NULL DEFAULT '',
  pk_field TEXT NOT NULL DEFAULT '' CHECK (pk_field IN ('PK', '')),
  fk_field TEXT NOT NULL DEFAULT '',
  column_description TEXT NOT NULL DEFAULT '',
  source_description TEXT NOT NULL DEFAULT '',
  generated_comment TEXT NOT NULL DEFAULT '',
  generated_by TEXT NOT NULL DEFAULT '',
  generated_at DATETIME,
  comment_error TEXT NOT NULL DEFAULT '',
  value_description TEXT NOT NULL DEFAULT '',
  gone_at DATETIME,
  UNIQUE (sql_table_id, original_column_name)
)`,
  `CREATE TABLE relationship (
  id INTEGER PRIMARY KEY,
  source_table_id INTEGER NOT NULL REFERENCES sql_table (id) ON DELETE CASCADE,
  source_column_id INTEGER NOT NULL REFERENCES sql_column (id) ON DELETE CASCADE,
  target_table_id INTEGER NOT NULL REFERENCES sql_table (id) ON DELETE CASCADE,
  target_column_id INTEGER NOT NULL REFERENCES sql_column (id) ON DELETE CASCADE,
  constraint_key TEXT NOT NULL,
  position INTEGER NOT NULL,
  gone_at DATETIME,
  UNIQUE (source_table_id, constraint_key, position)
)`,
  'CREATE INDEX relationship_source_column_id ON relationship (source_column_id)',
  'CREATE INDEX relationship_target_table_id ON relationship (target_table_id)',
  'CREATE INDEX relationship_target_column_id ON relationship (target_column_id)',
  `CREATE TABLE task_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  task_id TEXT NOT NULL UNIQUE,
  sql_db_id INTEGER REFERENCES sql_db (id) ON DELETE CASCADE,
  workspace_id INTEGER REFERENCES workspace (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  processed INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  start_time DATETIME NOT NULL,
  end_time DATETIME,
  heartbeat DATETIME NOT NULL,
  host TEXT NOT NULL,
  process_id INTEGER NOT NULL,
  cancel_requested INTEGER NOT NULL DEFAULT 0 CHECK (cancel_requested IN (0, 1)),
  CHECK ((sql_db_id IS NULL) <> (workspace_id IS NULL))
)`,
  'CREATE INDEX task_run_sql_db_id ON task_run (sql_db_id, kind, id)',
  'CREATE INDEX task_run_workspace_id ON task_run (workspace_id, kind, id)',
  "CREATE INDEX task_run_running ON task_run (id) WHERE status = 'RUNNING'",
  `CREATE TABLE task_log (
  id INTEGER PRIMARY KEY,
  task_id TEXT NOT NULL REFERENCES task_run (task_id) ON DELETE CASCADE,
  first_line INTEGER NOT NULL,
  line_count INTEGER NOT NULL CHECK (line_count > 0),
  character_count INTEGER NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (task_id, first_line)
)`,
];

/** The seven tables of the first release. */
export const initial: Migration = {
  name: '001-initial',
  async up(connection) {
    for (const statement of statements) await connection.change(statement);
  },
};

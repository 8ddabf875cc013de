import type { ColumnTypes, TableShape } from '../storage/dialects/tableShape';
import type { Migration } from './migration';

const statusFields = (types: ColumnTypes, ...prefixes: readonly string[]): readonly string[] =>
  prefixes.flatMap((prefix) => [
    `${prefix}_status ${types.key} NOT NULL DEFAULT 'IDLE' ` +
      `CHECK (${prefix}_status IN ('IDLE', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'))`,
    `${prefix}_task_id ${types.key}`,
    `${prefix}_start_time ${types.time}`,
    `${prefix}_end_time ${types.time}`,
  ]);

/** These columns come last: to read a field, SQLite reads all the text before it. */
const logFields = ({ text, emptyText }: ColumnTypes, ...prefixes: readonly string[]): readonly string[] =>
  prefixes.map((prefix) => `${prefix}_log ${text} NOT NULL DEFAULT ${emptyText}`);

const reference = (column: string, table: string, onDelete: string): string =>
  `FOREIGN KEY (${column}) REFERENCES ${table} (id) ON DELETE ${onDelete}`;

const workspace = (types: ColumnTypes): TableShape => ({
  name: 'workspace',
  lines: [
    `id ${types.id}`,
    `name ${types.text} NOT NULL`,
    ...statusFields(types, 'table_comment', 'column_comment'),
    ...logFields(types, 'table_comment', 'column_comment'),
  ],
  keys: [{ name: 'workspace_name', unique: true, columns: ['name'], digested: 'name' }],
});

const sqlDb = (types: ColumnTypes): TableShape => ({
  name: 'sql_db',
  lines: [
    `id ${types.id}`,
    `name ${types.text} NOT NULL`,
    `db_type ${types.text} NOT NULL`,
    `db_host ${types.text}`,
    `db_port ${types.integer}`,
    `db_name ${types.text} NOT NULL`,
    `"schema" ${types.text}`,
    `user_name ${types.text}`,
    `ssl_mode ${types.text}`,
    `ssl_ca_file ${types.text}`,
    `ssh_host ${types.text}`,
    `ssh_port ${types.integer}`,
    `ssh_user_name ${types.text}`,
    `ssh_authentication ${types.text}`,
    `ssh_key_file ${types.text}`,
    `ssh_known_hosts_file ${types.text}`,
    `language ${types.text}`,
    `workspace_id ${types.reference}`,
    ...statusFields(types, 'db_elements', 'table_comment', 'column_comment'),
    ...logFields(types, 'db_elements', 'table_comment', 'column_comment'),
    reference('workspace_id', 'workspace', 'SET NULL'),
  ],
  keys: [
    { name: 'sql_db_name', unique: true, columns: ['name'], digested: 'name' },
    { name: 'sql_db_workspace_id', columns: ['workspace_id'] },
  ],
});

const commentFields = ({ text, time, emptyText }: ColumnTypes): readonly string[] => [
  `source_description ${text} NOT NULL DEFAULT ${emptyText}`,
  `generated_comment ${text} NOT NULL DEFAULT ${emptyText}`,
  `generated_by ${text} NOT NULL DEFAULT ${emptyText}`,
  `generated_at ${time}`,
  `comment_error ${text} NOT NULL DEFAULT ${emptyText}`,
];

const sqlTable = (types: ColumnTypes): TableShape => ({
  name: 'sql_table',
  lines: [
    `id ${types.rowId}`,
    `sql_db_id ${types.reference} NOT NULL`,
    `name ${types.text} NOT NULL`,
    `kind ${types.text} NOT NULL`,
    `description ${types.text} NOT NULL DEFAULT ${types.emptyText}`,
    ...commentFields(types),
    `fingerprint ${types.text} NOT NULL DEFAULT ${types.emptyText}`,
    `gone_at ${types.time}`,
    reference('sql_db_id', 'sql_db', 'CASCADE'),
  ],
  keys: [{ name: 'sql_table_name', unique: true, columns: ['sql_db_id', 'name'], digested: 'name' }],
});

const sqlColumn = (types: ColumnTypes): TableShape => ({
  name: 'sql_column',
  lines: [
    `id ${types.rowId}`,
    `sql_table_id ${types.reference} NOT NULL`,
    `original_column_name ${types.text} NOT NULL`,
    `column_name ${types.text} NOT NULL`,
    `position ${types.integer} NOT NULL`,
    `native_type ${types.text} NOT NULL`,
    `data_format ${types.text} NOT NULL`,
    `nullable ${types.flag} NOT NULL CHECK (nullable IN (0, 1))`,
    `default_value ${types.text}`,
    `"generated" ${types.text} NOT NULL`,
    `hidden ${types.flag} NOT NULL CHECK (hidden IN (0, 1))`,
    `primary_key_position ${types.integer} NOT NULL`,
    `enum_values ${types.text} NOT NULL DEFAULT ${types.emptyText}`,
    `pk_field ${types.key} NOT NULL DEFAULT '' CHECK (pk_field IN ('PK', ''))`,
    `fk_field ${types.text} NOT NULL DEFAULT ${types.emptyText}`,
    `column_description ${types.text} NOT NULL DEFAULT ${types.emptyText}`,
    ...commentFields(types),
    `value_description ${types.text} NOT NULL DEFAULT ${types.emptyText}`,
    `gone_at ${types.time}`,
    reference('sql_table_id', 'sql_table', 'CASCADE'),
  ],
  keys: [
    {
      name: 'sql_column_name',
      unique: true,
      columns: ['sql_table_id', 'original_column_name'],
      digested: 'original_column_name',
    },
  ],
});

const relationship = (types: ColumnTypes): TableShape => ({
  name: 'relationship',
  lines: [
    `id ${types.rowId}`,
    `source_table_id ${types.reference} NOT NULL`,
    `source_column_id ${types.reference} NOT NULL`,
    `target_table_id ${types.reference} NOT NULL`,
    `target_column_id ${types.reference} NOT NULL`,
    `constraint_key ${types.text} NOT NULL`,
    `position ${types.integer} NOT NULL`,
    `gone_at ${types.time}`,
    reference('source_table_id', 'sql_table', 'CASCADE'),
    reference('source_column_id', 'sql_column', 'CASCADE'),
    reference('target_table_id', 'sql_table', 'CASCADE'),
    reference('target_column_id', 'sql_column', 'CASCADE'),
  ],
  keys: [
    {
      name: 'relationship_key',
      unique: true,
      columns: ['source_table_id', 'constraint_key', 'position'],
      digested: 'constraint_key',
    },
    { name: 'relationship_source_column_id', columns: ['source_column_id'] },
    { name: 'relationship_target_table_id', columns: ['target_table_id'] },
    { name: 'relationship_target_column_id', columns: ['target_column_id'] },
  ],
});

const taskRun = (types: ColumnTypes): TableShape => ({
  name: 'task_run',
  lines: [
    `id ${types.id}`,
    `task_id ${types.key} NOT NULL`,
    `sql_db_id ${types.reference}`,
    `workspace_id ${types.reference}`,
    `kind ${types.key} NOT NULL`,
    `status ${types.key} NOT NULL CHECK (status IN ('RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'))`,
    `processed ${types.integer} NOT NULL DEFAULT 0`,
    `failed ${types.integer} NOT NULL DEFAULT 0`,
    `total ${types.integer} NOT NULL DEFAULT 0`,
    `error ${types.text}`,
    `start_time ${types.time} NOT NULL`,
    `end_time ${types.time}`,
    `heartbeat ${types.time} NOT NULL`,
    `host ${types.text} NOT NULL`,
    `process_id ${types.integer} NOT NULL`,
    `cancel_requested ${types.flag} NOT NULL DEFAULT 0 CHECK (cancel_requested IN (0, 1))`,
    `log_characters ${types.integer} NOT NULL DEFAULT 0`,
    'CHECK ((sql_db_id IS NULL) <> (workspace_id IS NULL))',
    reference('sql_db_id', 'sql_db', 'CASCADE'),
    reference('workspace_id', 'workspace', 'CASCADE'),
  ],
  keys: [
    { name: 'task_run_task_id', unique: true, columns: ['task_id'] },
    { name: 'task_run_sql_db_id', columns: ['sql_db_id', 'kind', 'id'] },
    { name: 'task_run_workspace_id', columns: ['workspace_id', 'kind', 'id'] },
    { name: 'task_run_running', columns: ['id'], only: ['status', 'RUNNING'] },
  ],
});

const taskLog = (types: ColumnTypes): TableShape => ({
  name: 'task_log',
  lines: [
    `id ${types.rowId}`,
    `task_id ${types.key} NOT NULL`,
    `first_line ${types.integer} NOT NULL`,
    `line_count ${types.integer} NOT NULL CHECK (line_count > 0)`,
    `character_count ${types.integer} NOT NULL`,
    `text ${types.text} NOT NULL`,
    'FOREIGN KEY (task_id) REFERENCES task_run (task_id) ON DELETE CASCADE',
  ],
  keys: [{ name: 'task_log_first_line', unique: true, columns: ['task_id', 'first_line'] }],
});

/** The seven tables of the first release. */
export const initial: Migration = {
  name: '001-initial',
  async up(connection) {
    const { dialect } = connection;
    for (const table of [workspace, sqlDb, sqlTable, sqlColumn, relationship, taskRun, taskLog]) {
      for (const statement of dialect.createTable(table(dialect.types))) await connection.change(statement);
    }
  },
};

import type { ProjectTable } from '../catalog';

/** A table's columns by what they hold; the first is `id`. */
export interface CopiedTable {
  readonly table: ProjectTable;
  readonly columns: readonly CopiedColumn[];
}

export interface CopiedColumn {
  /** Quoted where the name needs it. */
  readonly name: string;
  readonly kind: 'value' | 'time' | 'log';
}

const values = (...names: readonly string[]): readonly CopiedColumn[] => names.map((name) => ({ name, kind: 'value' }));
const times = (...names: readonly string[]): readonly CopiedColumn[] => names.map((name) => ({ name, kind: 'time' }));

const status = (...prefixes: readonly string[]): readonly CopiedColumn[] =>
  prefixes.flatMap((prefix) => [
    ...values(`${prefix}_status`, `${prefix}_task_id`),
    ...times(`${prefix}_start_time`, `${prefix}_end_time`),
    { name: `${prefix}_log`, kind: 'log' as const },
  ]);

const comments = [
  ...values('source_description', 'generated_comment', 'generated_by', 'comment_error'),
  ...times('generated_at', 'gone_at'),
];

/** Every table, those that others refer to first, with all columns. */
export const copiedTables: readonly CopiedTable[] = [
  { table: 'workspace', columns: [...values('id', 'name'), ...status('table_comment', 'column_comment')] },
  {
    table: 'sql_db',
    columns: [
      ...values('id', 'name', 'db_type', 'db_host', 'db_port', 'db_name', '"schema"', 'user_name', 'ssl_mode'),
      ...values('ssl_ca_file', 'ssh_host', 'ssh_port', 'ssh_user_name', 'ssh_authentication', 'ssh_key_file'),
      ...values('ssh_known_hosts_file', 'language', 'workspace_id'),
      ...status('db_elements', 'table_comment', 'column_comment'),
    ],
  },
  {
    table: 'sql_table',
    columns: [...values('id', 'sql_db_id', 'name', 'kind', 'description', 'fingerprint'), ...comments],
  },
  {
    table: 'sql_column',
    columns: [
      ...values('id', 'sql_table_id', 'original_column_name', 'column_name', 'position', 'native_type', 'data_format'),
      ...values('nullable', 'default_value', '"generated"', 'hidden', 'primary_key_position', 'enum_values'),
      ...values('pk_field', 'fk_field', 'column_description', 'value_description'),
      ...comments,
    ],
  },
  {
    table: 'relationship',
    columns: [
      ...values('id', 'source_table_id', 'source_column_id', 'target_table_id', 'target_column_id'),
      ...values('constraint_key', 'position'),
      ...times('gone_at'),
    ],
  },
  {
    table: 'task_run',
    columns: [
      ...values('id', 'task_id', 'sql_db_id', 'workspace_id', 'kind', 'status', 'processed', 'failed', 'total'),
      ...values('error', 'host', 'process_id', 'cancel_requested', 'log_characters'),
      ...times('start_time', 'end_time', 'heartbeat'),
    ],
  },
  {
    table: 'task_log',
    columns: values('id', 'task_id', 'first_line', 'line_count', 'character_count', 'text'),
  },
];

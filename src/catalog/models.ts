import { DataTypes, type Model, type ModelAttributes, type ModelStatic, type Sequelize } from 'sequelize';
import type { WorkspacePrefix } from '../model/databases';
import type { StatusPrefix, TaskRunRow, TaskState, TaskStatus } from '../model/runs';
import type { DatabaseTime } from './storage/databaseTime';

type StatusAttributes<Prefix extends StatusPrefix> = Record<`${Prefix}_status`, TaskStatus> &
  Record<`${Prefix}_task_id`, string | null> &
  Record<`${Prefix}_log`, string> &
  Record<`${Prefix}_start_time` | `${Prefix}_end_time`, Date | null>;

/** A row of `sql_db`. */
export type SqlDbAttributes = {
  id: number;
  name: string;
  db_type: string;
  db_host: string | null;
  db_port: number | null;
  db_name: string;
  schema: string | null;
  user_name: string | null;
  ssl_mode: string | null;
  ssl_ca_file: string | null;
  ssh_host: string | null;
  ssh_port: number | null;
  ssh_user_name: string | null;
  ssh_authentication: string | null;
  ssh_key_file: string | null;
  ssh_known_hosts_file: string | null;
  language: string | null;
  workspace_id: number | null;
} & StatusAttributes<StatusPrefix>;

/** A row of `workspace`. */
export type WorkspaceAttributes = { id: number; name: string } & StatusAttributes<WorkspacePrefix>;
export type NewWorkspace = Pick<WorkspaceAttributes, 'name'>;

/** The columns of a new `sql_db`; the database sets the others. */
export type NewSqlDb = Omit<SqlDbAttributes, 'id' | keyof StatusAttributes<StatusPrefix>>;

/** A row of `task_run`. */
export interface TaskRunAttributes {
  id: number;
  task_id: string;
  sql_db_id: number | null;
  workspace_id: number | null;
  kind: string;
  status: Exclude<TaskStatus, 'IDLE'>;
  processed: number;
  failed: number;
  total: number;
  error: string | null;
  start_time: Date;
  end_time: Date | null;
  heartbeat: Date;
  host: string;
  process_id: number;
  cancel_requested: 0 | 1;
  log_characters: number;
}

/** The Sequelize models of the project database. Its shape is the migrations' alone: no model is ever synced. */
export interface Models {
  readonly workspace: ModelStatic<Model<WorkspaceAttributes, NewWorkspace>>;
  readonly sqlDb: ModelStatic<Model<SqlDbAttributes, NewSqlDb>>;
  readonly sqlTable: ModelStatic<Model>;
  readonly sqlColumn: ModelStatic<Model>;
  readonly relationship: ModelStatic<Model>;
  readonly taskRun: ModelStatic<Model<TaskRunAttributes>>;
  readonly taskLog: ModelStatic<Model>;
}

const id = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };
const { TEXT: text, INTEGER: integer, DATE: time } = DataTypes;

function statusAttributes(...prefixes: readonly StatusPrefix[]): ModelAttributes {
  return Object.fromEntries(
    prefixes.flatMap((prefix) => [
      [`${prefix}_status`, text],
      [`${prefix}_task_id`, text],
      [`${prefix}_log`, text],
      [`${prefix}_start_time`, time],
      [`${prefix}_end_time`, time],
    ]),
  );
}

const workspace = { id, name: text, ...statusAttributes('table_comment', 'column_comment') };

const sqlDb = {
  id,
  name: text,
  db_type: text,
  db_host: text,
  db_port: integer,
  db_name: text,
  schema: text,
  user_name: text,
  ssl_mode: text,
  ssl_ca_file: text,
  ssh_host: text,
  ssh_port: integer,
  ssh_user_name: text,
  ssh_authentication: text,
  ssh_key_file: text,
  ssh_known_hosts_file: text,
  language: text,
  workspace_id: integer,
  ...statusAttributes('db_elements', 'table_comment', 'column_comment'),
};

const sqlTable = {
  id,
  sql_db_id: integer,
  name: text,
  kind: text,
  description: text,
  source_description: text,
  generated_comment: text,
  generated_by: text,
  generated_at: time,
  comment_error: text,
  fingerprint: text,
  gone_at: time,
};

const sqlColumn = {
  id,
  sql_table_id: integer,
  original_column_name: text,
  column_name: text,
  position: integer,
  native_type: text,
  data_format: text,
  nullable: integer,
  default_value: text,
  generated: text,
  hidden: integer,
  primary_key_position: integer,
  enum_values: text,
  pk_field: text,
  fk_field: text,
  column_description: text,
  source_description: text,
  generated_comment: text,
  generated_by: text,
  generated_at: time,
  comment_error: text,
  value_description: text,
  gone_at: time,
};

const relationship = {
  id,
  source_table_id: integer,
  source_column_id: integer,
  target_table_id: integer,
  target_column_id: integer,
  constraint_key: text,
  position: integer,
  gone_at: time,
};

const taskRun = {
  id,
  task_id: text,
  sql_db_id: integer,
  workspace_id: integer,
  kind: text,
  status: text,
  processed: integer,
  failed: integer,
  total: integer,
  error: text,
  start_time: time,
  end_time: time,
  heartbeat: time,
  host: text,
  process_id: integer,
  cancel_requested: integer,
  log_characters: integer,
};

const taskLog = { id, task_id: text, first_line: integer, line_count: integer, character_count: integer, text };

/** The models on one connection. */
export function defineModels(sequelize: Sequelize): Models {
  const table = { freezeTableName: true, timestamps: false };
  return {
    workspace: sequelize.define(
      'workspace',
      workspace as ModelAttributes<Model<WorkspaceAttributes, NewWorkspace>>,
      table,
    ),
    sqlDb: sequelize.define('sql_db', sqlDb as ModelAttributes<Model<SqlDbAttributes, NewSqlDb>>, table),
    sqlTable: sequelize.define('sql_table', sqlTable, table),
    sqlColumn: sequelize.define('sql_column', sqlColumn, table),
    relationship: sequelize.define('relationship', relationship, table),
    taskRun: sequelize.define('task_run', taskRun, table),
    taskLog: sequelize.define('task_log', taskLog, table),
  };
}

/** The status fields of one task, as the rest of the program sees them. */
export function toTaskState<Prefix extends StatusPrefix>(
  row: StatusAttributes<Prefix>,
  prefix: Prefix,
  time: DatabaseTime,
): TaskState {
  const fields = row as StatusAttributes<StatusPrefix>;
  const startTime = fields[`${prefix}_start_time`];
  const endTime = fields[`${prefix}_end_time`];
  return {
    status: fields[`${prefix}_status`],
    taskId: fields[`${prefix}_task_id`],
    startTime: startTime && time.fromDatabase(startTime.getTime()),
    endTime: endTime && time.fromDatabase(endTime.getTime()),
  };
}

/** A row of `task_run` as the rest of the program sees it. */
export function toTaskRun(row: TaskRunAttributes, time: DatabaseTime): TaskRunRow {
  return {
    taskId: row.task_id,
    owner:
      row.sql_db_id === null ? { type: 'workspace', id: row.workspace_id ?? 0 } : { type: 'sqlDb', id: row.sql_db_id },
    kind: row.kind,
    status: row.status,
    processed: row.processed,
    failed: row.failed,
    total: row.total,
    error: row.error,
    startTime: time.fromDatabase(row.start_time.getTime()),
    endTime: row.end_time && time.fromDatabase(row.end_time.getTime()),
    heartbeat: time.fromDatabase(row.heartbeat.getTime()),
    host: row.host,
    processId: row.process_id,
  };
}

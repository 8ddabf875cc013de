import { ForeignKeyConstraintError, UniqueConstraintError, type Model } from 'sequelize';
import { ThothError } from '../../base/errors';
import type { SqlDbStore } from '../catalog';
import type { SqlDb, SqlDbValues, SshValues } from '../../model/databases';
import type { Connection } from '../storage/connection';
import type { DatabaseTime } from '../storage/databaseTime';
import { defineModels, toTaskState, type Models, type NewSqlDb, type SqlDbAttributes } from '../models';
import { ownerNotFound } from '../runs/statusFields';
import type { Writer } from '../storage/writer';
import { logFieldsOf, removeOwner } from './ownerRows';

const logFields = logFieldsOf('sqlDb');

/** The registered databases, as rows of `sql_db`. */
export class SqlSqlDbStore implements SqlDbStore {
  private readonly reading: Models;
  private readonly writing: Models;

  constructor(
    private readonly writer: Writer,
    reader: Connection,
    private readonly time: DatabaseTime,
  ) {
    this.reading = defineModels(reader.sequelize);
    this.writing = defineModels(writer.connection.sequelize);
  }

  async list(): Promise<readonly SqlDb[]> {
    const rows = await this.reading.sqlDb.findAll({ attributes: { exclude: logFields }, order: ['name'] });
    return rows.map((row) => toSqlDb(row, this.time));
  }

  async get(id: number): Promise<SqlDb> {
    const row = await this.reading.sqlDb.findByPk(id, { attributes: { exclude: logFields } });
    if (!row) throw ownerNotFound({ type: 'sqlDb', id });
    return toSqlDb(row, this.time);
  }

  async add(values: SqlDbValues): Promise<number> {
    try {
      const row = await this.writer.run(() => this.writing.sqlDb.create(toAttributes(values)));
      return row.get('id') as number;
    } catch (error) {
      throw addingFailed(values, error);
    }
  }

  remove(id: number): Promise<void> {
    return removeOwner({ type: 'sqlDb', id }, this.writer, () => this.get(id));
  }

  async assign(id: number, workspaceId: number | null): Promise<void> {
    try {
      const assigned = await this.writer.run((connection) =>
        connection.change('UPDATE sql_db SET workspace_id = $1 WHERE id = $2', workspaceId, id),
      );
      if (assigned === 0) throw ownerNotFound({ type: 'sqlDb', id });
    } catch (error) {
      if (!(error instanceof ForeignKeyConstraintError) || workspaceId === null) throw error;
      throw ownerNotFound({ type: 'workspace', id: workspaceId });
    }
  }
}

function toAttributes(values: SqlDbValues): NewSqlDb {
  return {
    name: values.name,
    db_type: values.dbType,
    db_host: values.dbHost ?? null,
    db_port: values.dbPort ?? null,
    db_name: values.dbName,
    schema: values.schema ?? null,
    user_name: values.userName ?? null,
    ssl_mode: values.ssl ?? null,
    ssl_ca_file: values.sslCaFile ?? null,
    ssh_host: values.ssh?.host ?? null,
    ssh_port: values.ssh?.port ?? null,
    ssh_user_name: values.ssh?.userName ?? null,
    ssh_authentication: values.ssh?.authentication ?? null,
    ssh_key_file: values.ssh?.keyFile ?? null,
    ssh_known_hosts_file: values.ssh?.knownHostsFile ?? null,
    language: values.language ?? null,
    workspace_id: values.workspaceId ?? null,
  };
}

function toSqlDb(model: Model<SqlDbAttributes, NewSqlDb>, time: DatabaseTime): SqlDb {
  const row = model.get();
  return {
    id: row.id,
    name: row.name,
    dbType: row.db_type,
    dbName: row.db_name,
    ...(row.db_host !== null && { dbHost: row.db_host }),
    ...(row.db_port !== null && { dbPort: row.db_port }),
    ...(row.schema !== null && { schema: row.schema }),
    ...(row.user_name !== null && { userName: row.user_name }),
    ...(row.ssl_mode !== null && { ssl: row.ssl_mode }),
    ...(row.ssl_ca_file !== null && { sslCaFile: row.ssl_ca_file }),
    ...(row.ssh_host !== null && { ssh: toSsh(row, row.ssh_host) }),
    ...(row.language !== null && { language: row.language }),
    ...(row.workspace_id !== null && { workspaceId: row.workspace_id }),
    tasks: {
      db_elements: toTaskState(row, 'db_elements', time),
      table_comment: toTaskState(row, 'table_comment', time),
      column_comment: toTaskState(row, 'column_comment', time),
    },
  };
}

function toSsh(row: SqlDbAttributes, host: string): SshValues {
  return {
    host,
    ...(row.ssh_port !== null && { port: row.ssh_port }),
    userName: row.ssh_user_name ?? '',
    authentication: row.ssh_authentication ?? '',
    ...(row.ssh_key_file !== null && { keyFile: row.ssh_key_file }),
    ...(row.ssh_known_hosts_file !== null && { knownHostsFile: row.ssh_known_hosts_file }),
  };
}

function addingFailed(values: SqlDbValues, cause: unknown): unknown {
  if (cause instanceof ForeignKeyConstraintError && values.workspaceId !== undefined) {
    return ownerNotFound({ type: 'workspace', id: values.workspaceId });
  }
  if (cause instanceof UniqueConstraintError) {
    return new ThothError(
      'ALREADY_EXISTS',
      `There is already a database named "${values.name}". Choose another name, or remove that database first.`,
      { cause },
    );
  }
  return cause;
}

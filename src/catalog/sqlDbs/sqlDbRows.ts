import { ForeignKeyConstraintError, UniqueConstraintError } from 'sequelize';
import { ThothError } from '../../base/errors';
import type { SqlDbStore } from '../catalog';
import type { TaskStates } from '../../model/runs';
import type { SqlDb, SqlDbValues, SshValues } from '../../model/databases';
import type { Connection } from '../storage/connection';
import type { DatabaseTime } from '../storage/databaseTime';
import { connectionFields, sshFields } from '../fields/sqlDb';
import { defineModels, findAllRows, rowOf, type Models, type NewStored, type Stored } from '../models';
import { ownerNotFound } from '../runs/statusFields';
import { readTaskStates } from '../runs/taskStates';
import type { Writer } from '../storage/writer';
import { removeOwner } from './removeOwner';

/** What a `SqlDb` is made of: not the status fields, which are for other programs. */
const ownFields = { attributes: ['id', ...Object.keys(connectionFields), ...Object.keys(sshFields)] };

/** The registered databases, as rows of `sql_db`. */
export class SqlDbRows implements SqlDbStore {
  private readonly reading: Models;
  private readonly writing: Models;

  constructor(
    private readonly writer: Writer,
    private readonly reader: Connection,
    private readonly time: DatabaseTime,
  ) {
    this.reading = defineModels(reader);
    this.writing = defineModels(writer.connection);
  }

  async list(): Promise<readonly SqlDb[]> {
    const rows = await findAllRows(this.reading.sqlDb, { ...ownFields, order: ['name'] });
    const states = await readTaskStates(this.reader, 'sqlDb', this.time);
    return rows.map((row) => toSqlDb(row, states));
  }

  async get(id: number): Promise<SqlDb> {
    const row = await this.reading.sqlDb.findByPk(id, ownFields);
    if (!row) throw ownerNotFound({ type: 'sqlDb', id });
    return toSqlDb(rowOf(row), await readTaskStates(this.reader, 'sqlDb', this.time, id));
  }

  async add(values: SqlDbValues): Promise<number> {
    try {
      const row = await this.writer.run(() => this.writing.sqlDb.create(toRow(values)));
      return row.get().id;
    } catch (error) {
      throw addingFailed(values, error);
    }
  }

  remove(id: number): Promise<void> {
    return removeOwner({ type: 'sqlDb', id }, this.writer, this.writing, () => this.get(id));
  }

  async assign(id: number, workspaceId: number | null): Promise<void> {
    try {
      const [assigned] = await this.writer.run(() => this.writing.sqlDb.update({ workspaceId }, { where: { id } }), {
        isIdempotent: true,
      });
      if (assigned === 0) throw ownerNotFound({ type: 'sqlDb', id });
    } catch (error) {
      if (!(error instanceof ForeignKeyConstraintError) || workspaceId === null) throw error;
      throw ownerNotFound({ type: 'workspace', id: workspaceId });
    }
  }
}

/** A type whose optional properties must be given, null for absent, so that none is forgotten. */
type Complete<Values> = {
  readonly [Property in keyof Values]-?: undefined extends Values[Property]
    ? Exclude<Values[Property], undefined> | null
    : Values[Property];
};

/** Leaves out the properties that are null. */
function present<Values extends object>(values: Complete<Values>): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Values;
}

function toRow({ ssh, ...values }: SqlDbValues): NewStored<'sqlDb'> {
  if (!ssh) return values;
  const { host, port, userName, authentication, keyFile, knownHostsFile } = ssh as Complete<SshValues>;
  return {
    ...values,
    sshHost: host,
    sshPort: port,
    sshUserName: userName,
    sshAuthentication: authentication,
    sshKeyFile: keyFile,
    sshKnownHostsFile: knownHostsFile,
  };
}

function toSqlDb(row: Stored<'sqlDb'>, states: ReadonlyMap<number, TaskStates>): SqlDb {
  const fields = Object.keys(connectionFields) as (keyof typeof connectionFields)[];
  const connection = Object.fromEntries(fields.map((field) => [field, row[field]]));
  return {
    id: row.id,
    ...present<SqlDbValues>({
      ...(connection as Pick<Stored<'sqlDb'>, keyof typeof connectionFields>),
      ssh: toSsh(row),
    }),
    tasks: states.get(row.id) ?? {},
  };
}

function toSsh(row: Stored<'sqlDb'>): SshValues | null {
  if (row.sshHost === null) return null;
  return present<SshValues>({
    host: row.sshHost,
    port: row.sshPort,
    userName: row.sshUserName ?? '',
    authentication: row.sshAuthentication ?? '',
    keyFile: row.sshKeyFile,
    knownHostsFile: row.sshKnownHostsFile,
  });
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

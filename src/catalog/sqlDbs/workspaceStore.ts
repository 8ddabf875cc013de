import { UniqueConstraintError, type Model } from 'sequelize';
import { ThothError } from '../../base/errors';
import type { WorkspaceStore } from '../catalog';
import type { Workspace } from '../../model/databases';
import type { Connection } from '../storage/connection';
import type { DatabaseTime } from '../storage/databaseTime';
import type { Writer } from '../storage/writer';
import { defineModels, toTaskState, type Models, type NewWorkspace, type WorkspaceAttributes } from '../models';
import { ownerNotFound } from '../runs/statusFields';
import { logFieldsOf, removeOwner } from './ownerRows';

const logFields = logFieldsOf('workspace');

/** The groups of SqlDbs, as rows of `workspace`. */
export class SqlWorkspaceStore implements WorkspaceStore {
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

  async list(): Promise<readonly Workspace[]> {
    const rows = await this.reading.workspace.findAll({ attributes: { exclude: logFields }, order: ['name'] });
    return rows.map((row) => toWorkspace(row, this.time));
  }

  async get(id: number): Promise<Workspace> {
    const row = await this.reading.workspace.findByPk(id, { attributes: { exclude: logFields } });
    if (!row) throw ownerNotFound({ type: 'workspace', id });
    return toWorkspace(row, this.time);
  }

  async add(name: string): Promise<number> {
    try {
      const row = await this.writer.run(() => this.writing.workspace.create({ name }));
      return row.get('id') as number;
    } catch (error) {
      throw nameTaken(name, error);
    }
  }

  async rename(id: number, name: string): Promise<void> {
    try {
      const renamed = await this.writer.run((connection) =>
        connection.change('UPDATE workspace SET name = $1 WHERE id = $2', name, id),
      );
      if (renamed === 0) throw ownerNotFound({ type: 'workspace', id });
    } catch (error) {
      throw nameTaken(name, error);
    }
  }

  remove(id: number): Promise<void> {
    return removeOwner({ type: 'workspace', id }, this.writer, () => this.get(id));
  }
}

function toWorkspace(model: Model<WorkspaceAttributes, NewWorkspace>, time: DatabaseTime): Workspace {
  const row = model.get();
  return {
    id: row.id,
    name: row.name,
    tasks: {
      table_comment: toTaskState(row, 'table_comment', time),
      column_comment: toTaskState(row, 'column_comment', time),
    },
  };
}

function nameTaken(name: string, cause: unknown): unknown {
  if (!(cause instanceof UniqueConstraintError)) return cause;
  return new ThothError('ALREADY_EXISTS', `There is already a workspace named "${name}". Choose another name.`, {
    cause,
  });
}

import { UniqueConstraintError } from 'sequelize';
import { ThothError } from '../../base/errors';
import type { WorkspaceStore } from '../catalog';
import type { TaskStates } from '../../model/runs';
import type { Workspace } from '../../model/databases';
import type { Connection } from '../storage/connection';
import type { DatabaseTime } from '../storage/databaseTime';
import { readTaskStates } from '../runs/taskStates';
import type { Writer } from '../storage/writer';
import { workspace } from '../fields/workspace';
import { defineModels, findAllRows, logsOf, rowOf, type Models, type Stored } from '../models';
import { ownerNotFound } from '../runs/statusFields';
import { removeOwner } from './removeOwner';

const withoutLogs = { attributes: { exclude: logsOf(workspace) } };

/** The groups of SqlDbs, as rows of `workspace`. */
export class WorkspaceRows implements WorkspaceStore {
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

  async list(): Promise<readonly Workspace[]> {
    const rows = await findAllRows(this.reading.workspace, { ...withoutLogs, order: ['name'] });
    const states = await readTaskStates(this.reader, 'workspace', this.time);
    return rows.map((row) => toWorkspace(row, states));
  }

  async get(id: number): Promise<Workspace> {
    const row = await this.reading.workspace.findByPk(id, withoutLogs);
    if (!row) throw ownerNotFound({ type: 'workspace', id });
    return toWorkspace(rowOf(row), await readTaskStates(this.reader, 'workspace', this.time, id));
  }

  async add(name: string): Promise<number> {
    try {
      const row = await this.writer.run(() => this.writing.workspace.create({ name }));
      return row.get().id;
    } catch (error) {
      throw nameTaken(name, error);
    }
  }

  async rename(id: number, name: string): Promise<void> {
    try {
      const [renamed] = await this.writer.run(() => this.writing.workspace.update({ name }, { where: { id } }), {
        isIdempotent: true,
      });
      if (renamed === 0) throw ownerNotFound({ type: 'workspace', id });
    } catch (error) {
      throw nameTaken(name, error);
    }
  }

  remove(id: number): Promise<void> {
    return removeOwner({ type: 'workspace', id }, this.writer, this.writing, () => this.get(id));
  }
}

function toWorkspace(row: Stored<'workspace'>, states: ReadonlyMap<number, TaskStates>): Workspace {
  return {
    id: row.id,
    name: row.name,
    tasks: states.get(row.id) ?? {},
  };
}

function nameTaken(name: string, cause: unknown): unknown {
  if (!(cause instanceof UniqueConstraintError)) return cause;
  return new ThothError('ALREADY_EXISTS', `There is already a workspace named "${name}". Choose another name.`, {
    cause,
  });
}

import type { Clock } from '../../base/clock';
import { ThothError } from '../../base/errors';
import type { CommentStore } from '../catalog';
import type { ChosenColumns, CommentMode, CommentResult, ElementChoice, TableDescription } from '../../model/comments';
import type { ElementReference } from '../../model/elements';
import type { Connection } from '../storage/connection';
import { storable } from '../storage/storable';
import type { Writer } from '../storage/writer';
import { defineModels, type Models } from '../models';
import { requireLease } from '../runs/runLease';
import { acceptComments } from './acceptComments';
import { readChosenColumns, readChosenTables } from './chosenElements';
import { readTableDescriptions } from './tableDescriptions';
import { saveComments } from './saveComments';

/** The comments, as columns of `sql_table` and `sql_column`. */
export class CommentRows implements CommentStore {
  private readonly models: Models;

  constructor(
    private readonly writer: Writer,
    private readonly reader: Connection,
    private readonly clock: Clock,
  ) {
    this.models = defineModels(writer.connection);
  }

  listTables(sqlDbId: number, choice: ElementChoice, mode: CommentMode): Promise<readonly string[]> {
    return readChosenTables(this.reader, sqlDbId, choice, mode);
  }

  listColumns(sqlDbId: number, choice: ElementChoice, mode: CommentMode): Promise<readonly ChosenColumns[]> {
    return readChosenColumns(this.reader, sqlDbId, choice, mode);
  }

  describe(sqlDbId: number, tables: readonly string[]): Promise<readonly TableDescription[]> {
    return readTableDescriptions(this.reader, sqlDbId, storable(tables));
  }

  save(sqlDbId: number, taskId: string, by: string, results: readonly CommentResult[]): Promise<void> {
    return this.writer.transaction(async (connection) => {
      await requireLease(connection, taskId);
      await saveComments(connection, sqlDbId, by, storable(results), this.clock.now());
    });
  }

  accept(sqlDbId: number, choice: ElementChoice): Promise<number> {
    return this.writer.transaction((connection) => acceptComments(connection, sqlDbId, choice));
  }

  setDescription({ type, id }: ElementReference, description: string): Promise<void> {
    const text = storable(description);
    return this.writer.transaction(async ({ scope }) => {
      const [changed] =
        type === 'table'
          ? await this.models.sqlTable.update({ description: text, fingerprint: '' }, { where: { id }, ...scope })
          : await this.models.sqlColumn.update({ description: text }, { where: { id }, ...scope });
      if (changed === 0) throw notFound(type, id);
      if (type === 'table') return;
      // an empty description is replaced by the source's own, for which the table must be read again
      const column = await this.models.sqlColumn.findByPk(id, { attributes: ['sqlTableId'], ...scope });
      const table = { id: column?.get().sqlTableId ?? 0 };
      await this.models.sqlTable.update({ fingerprint: '' }, { where: table, ...scope });
    });
  }

  async clearGenerated({ type, id }: ElementReference): Promise<void> {
    const cleared = { generatedComment: '', generatedBy: '', generatedAt: null, commentError: '' };
    const [changed] = await this.writer.run(() =>
      type === 'table'
        ? this.models.sqlTable.update(cleared, { where: { id } })
        : this.models.sqlColumn.update(cleared, { where: { id } }),
    );
    if (changed === 0) throw notFound(type, id);
  }
}

function notFound(type: ElementReference['type'], id: number): ThothError {
  return new ThothError(
    'NOT_FOUND',
    `There is no ${type} with the id ${id}. Its database may have been removed: refresh the Thoth view.`,
  );
}

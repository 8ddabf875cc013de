import type { Clock } from '../../base/clock';
import { ThothError } from '../../base/errors';
import type { CommentStore } from '../catalog';
import type {
  ChosenColumns,
  CommentMode,
  CommentResult,
  DescriptionEdit,
  ElementChoice,
  ElementNames,
  NamedElement,
  TableDescription,
} from '../../model/comments';
import type { ElementReference } from '../../model/elements';
import type { Connection } from '../storage/connection';
import { storable } from '../storage/storable';
import type { Writer } from '../storage/writer';
import { defineModels, type Models } from '../models';
import { requireLease } from '../runs/runLease';
import { DescriptionChangedError } from './descriptionChanged';
import { acceptComments } from './acceptComments';
import { readChosenColumns, readChosenTables } from './chosenElements';
import { findElements } from './namedElements';
import { readTableDescriptions } from './tableDescriptions';
import { saveComments } from './saveComments';

const idempotent = { isIdempotent: true } as const;

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

  find(sqlDbId: number, names: ElementNames, withGone: boolean): Promise<ElementChoice> {
    return findElements(this.reader, sqlDbId, storable(names), withGone);
  }

  listTables(sqlDbId: number, choice: ElementChoice, mode: CommentMode): Promise<readonly NamedElement[]> {
    return readChosenTables(this.reader, sqlDbId, choice, mode);
  }

  listColumns(sqlDbId: number, choice: ElementChoice, mode: CommentMode): Promise<readonly ChosenColumns[]> {
    return readChosenColumns(this.reader, sqlDbId, choice, mode);
  }

  describe(sqlDbId: number, tables: readonly number[]): Promise<readonly TableDescription[]> {
    return readTableDescriptions(this.reader, sqlDbId, tables);
  }

  save(taskId: string, by: string, results: readonly CommentResult[]): Promise<void> {
    const generated = { by, taskId, now: this.clock.now() };
    return this.writer.transaction(async (connection) => {
      await requireLease(connection, taskId);
      await saveComments(connection, generated, storable(results));
    }, idempotent);
  }

  accept(sqlDbId: number, choice: ElementChoice): Promise<number> {
    return this.writer.transaction((connection) => acceptComments(connection, sqlDbId, choice), idempotent);
  }

  setDescription({ type, id }: ElementReference, edit: DescriptionEdit): Promise<void> {
    const { description, person, was } = storable(edit);
    return this.writer.transaction(async ({ scope }) => {
      const { sqlTable, sqlColumn } = this.models;
      // locked, so that nobody changes it before the transaction ends
      const read = { attributes: ['description', 'descriptionBy'], lock: true, ...scope };
      const row = await (type === 'table' ? sqlTable.findByPk(id, read) : sqlColumn.findByPk(id, read));
      if (!row) throw notFound(type, id);
      const current = row.get();
      // done already, where the connection was lost after it
      const isDone = current.description === description && current.descriptionBy === person;
      if (was !== undefined && was !== current.description && !isDone) throw new DescriptionChangedError(current);
      const written = {
        description,
        descriptionAuthor: 'person',
        descriptionBy: person,
        descriptionTaskId: '',
      } as const;
      const where = { where: { id }, ...scope };
      await (type === 'table' ? sqlTable.update(written, where) : sqlColumn.update(written, where));
    }, idempotent);
  }

  async clearGenerated({ type, id }: ElementReference): Promise<void> {
    const cleared = { generatedComment: '', generatedBy: '', generatedAt: null, generatedTaskId: '', commentError: '' };
    const [changed] = await this.writer.run(
      () =>
        type === 'table'
          ? this.models.sqlTable.update(cleared, { where: { id } })
          : this.models.sqlColumn.update(cleared, { where: { id } }),
      idempotent,
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

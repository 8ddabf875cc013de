import type { Clock } from '../../base/clock';
import { ThothError } from '../../base/errors';
import type { CommentStore } from '../catalog';
import type { ChosenColumns, CommentMode, CommentResult, ElementChoice, TableDescription } from '../../model/comments';
import type { ElementReference } from '../../model/elements';
import type { Connection } from '../storage/connection';
import { storable } from '../storage/storable';
import type { Writer } from '../storage/writer';
import { requireLease } from '../runs/runLease';
import { acceptComments } from './acceptComments';
import { readChosenColumns, readChosenTables } from './chosenElements';
import { readTableDescriptions } from './tableDescriptions';
import { saveComments } from './saveComments';

/** The comments, as columns of `sql_table` and `sql_column`. */
export class SqlCommentStore implements CommentStore {
  constructor(
    private readonly writer: Writer,
    private readonly reader: Connection,
    private readonly clock: Clock,
  ) {}

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

  setDescription(element: ElementReference, description: string): Promise<void> {
    const field = element.type === 'table' ? 'description' : 'column_description';
    return this.writer.transaction(async (connection) => {
      await this.changeElement(connection, element, `${field} = $2`, storable(description));
      // an empty description gives way to the source's own, so the table must be read again
      const table = element.type === 'table' ? '$1' : '(SELECT sql_table_id FROM sql_column WHERE id = $1)';
      await connection.change(`UPDATE sql_table SET fingerprint = '' WHERE id = ${table}`, element.id);
    });
  }

  async clearGenerated(element: ElementReference): Promise<void> {
    const cleared = "generated_comment = $2, generated_by = '', generated_at = NULL, comment_error = ''";
    await this.writer.run((connection) => this.changeElement(connection, element, cleared, ''));
  }

  private async changeElement(
    connection: Connection,
    { type, id }: ElementReference,
    assignments: string,
    value: string,
  ): Promise<void> {
    const changed = await connection.change(`UPDATE sql_${type} SET ${assignments} WHERE id = $1`, id, value);
    if (changed > 0) return;
    throw new ThothError(
      'NOT_FOUND',
      `There is no ${type} with the id ${id}. Its database may have been removed: refresh the Thoth view.`,
    );
  }
}

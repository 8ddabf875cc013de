import type { CommentResult } from '../../model/comments';
import type { Connection } from '../storage/connection';
import { sqlColumn } from '../fields/sqlColumn';
import { sqlTable } from '../fields/sqlTable';
import { columns, select } from '../storage/selection';
import { updateRows, written } from '../storage/writtenFields';
import { readTablesWith } from '../elements/storedTables';

/** The fields that are written, by kind of element. */
const comment = ['id', 'generatedComment', 'generatedBy', 'generatedAt', 'generatedTaskId', 'commentError'] as const;
const error = ['id', 'commentError'] as const;
const writtenFields = {
  table: { comment: written(sqlTable, comment), error: written(sqlTable, error) },
  column: { comment: written(sqlColumn, comment), error: written(sqlColumn, error) },
};

const columnName = select(columns(sqlColumn, ['id', 'name']));

/** Which generator wrote comments, in which run, and when (milliseconds since 1970 UTC). */
interface Generated {
  readonly by: string;
  readonly taskId: string;
  readonly now: number;
}

/**
 * Writes the results, within a transaction. A comment replaces the earlier one and its error; an error keeps the
 * earlier comment. An item that the catalog no longer has is skipped.
 */
export async function saveComments(
  connection: Connection,
  sqlDbId: number,
  { by, taskId, now }: Generated,
  results: readonly CommentResult[],
): Promise<void> {
  const idOf = await readIds(connection, sqlDbId, results);
  for (const type of ['table', 'column'] as const) {
    const comments: GeneratedComment[] = [];
    const errors: { id: number; commentError: string }[] = [];
    for (const result of results) {
      const id = idOf(result);
      if (id === undefined || (result.column === undefined) !== (type === 'table')) continue;
      const { outcome } = result;
      if ('comment' in outcome) {
        const generated = { generatedBy: by, generatedAt: now, generatedTaskId: taskId };
        comments.push({ id, generatedComment: outcome.comment, ...generated, commentError: '' });
      } else {
        errors.push({ id, commentError: outcome.error });
      }
    }
    await updateRows(connection, writtenFields[type].comment, comments);
    await updateRows(connection, writtenFields[type].error, errors);
  }
}

interface GeneratedComment {
  readonly id: number;
  readonly generatedComment: string;
  readonly generatedBy: string;
  readonly generatedAt: number;
  readonly generatedTaskId: string;
  readonly commentError: '';
}

/** The ids of the items' rows, in one query. */
async function readIds(
  connection: Connection,
  sqlDbId: number,
  results: readonly CommentResult[],
): Promise<(result: CommentResult) => number | undefined> {
  const tables = await readTablesWith(
    connection,
    sqlDbId,
    [...new Set(results.map(({ table }) => table))],
    columnName,
    'FROM sql_column WHERE sql_table_id = sql_table.id',
  );
  const idsByColumn = new Map(
    [...tables].map(([name, table]) => [name, new Map(table.unpack().map(({ id, name: column }) => [column, id]))]),
  );
  return ({ table, column }) => (column === undefined ? tables.get(table)?.id : idsByColumn.get(table)?.get(column));
}

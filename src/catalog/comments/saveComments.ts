import type { CommentResult } from '../../model/comments';
import type { Connection } from '../storage/connection';
import { writeRows } from '../storage/packedRows';
import { readTablesWith } from '../elements/storedTables';

const generatedColumns = ['generated_comment', 'generated_by', 'generated_at', 'comment_error'];

type PackedColumn = readonly [id: number, name: string];

/**
 * Writes what became of each item, within a transaction. A comment replaces the one before and its error; an error leaves
 * the comment that is there. An item that the catalog does not have any more is left out.
 */
export async function saveComments(
  connection: Connection,
  sqlDbId: number,
  by: string,
  results: readonly CommentResult[],
  now: number,
): Promise<void> {
  const { dialect } = connection;
  const idOf = await readIds(connection, sqlDbId, results);
  for (const elements of ['sql_table', 'sql_column'] as const) {
    const comments: [number, string, string, string, string][] = [];
    const errors: [number, string][] = [];
    for (const result of results) {
      const id = idOf(result);
      if (id === undefined || (result.column === undefined) !== (elements === 'sql_table')) continue;
      const { outcome } = result;
      if ('comment' in outcome) comments.push([id, outcome.comment, by, dialect.time(now), '']);
      else errors.push([id, outcome.error]);
    }
    await writeRows(connection, dialect.updateRows(elements, generatedColumns), comments);
    await writeRows(connection, dialect.updateRows(elements, ['comment_error']), errors);
  }
}

/** The ids of the items' rows, in one query. */
async function readIds(
  connection: Connection,
  sqlDbId: number,
  results: readonly CommentResult[],
): Promise<(result: CommentResult) => number | undefined> {
  const tables = await readTablesWith<PackedColumn>(
    connection,
    sqlDbId,
    [...new Set(results.map(({ table }) => table))],
    `SELECT ${connection.dialect.packed(['id', 'original_column_name'])} FROM sql_column WHERE sql_table_id = sql_table.id`,
  );
  const columns = new Map(
    [...tables].map(([name, table]) => [name, new Map(table.unpack().map(([id, column]) => [column, id]))]),
  );
  return ({ table, column }) => (column === undefined ? tables.get(table)?.id : columns.get(table)?.get(column));
}

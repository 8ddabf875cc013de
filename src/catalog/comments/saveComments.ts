import type { CommentResult } from '../../model/comments';
import type { Connection } from '../storage/connection';
import { sqlColumn } from '../fields/sqlColumn';
import { sqlTable } from '../fields/sqlTable';
import { updateRows, written } from '../storage/writtenFields';

/** The fields that are written, by kind of element. */
const comment = ['id', 'generatedComment', 'generatedBy', 'generatedAt', 'generatedTaskId', 'commentError'] as const;
const error = ['id', 'commentError'] as const;
const writtenFields = {
  table: { comment: written(sqlTable, comment), error: written(sqlTable, error) },
  column: { comment: written(sqlColumn, comment), error: written(sqlColumn, error) },
};

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
  { by, taskId, now }: Generated,
  results: readonly CommentResult[],
): Promise<void> {
  for (const type of ['table', 'column'] as const) {
    const comments: GeneratedComment[] = [];
    const errors: { id: number; commentError: string }[] = [];
    for (const { element, outcome } of results) {
      const { id } = element;
      if (element.type !== type) continue;
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

import { createColumnCommentLogger } from '../../logging/taskLoggers';
import { choiceOf, commentTask } from './commentTask';

/** How many columns of a table are described in one call. */
const columnsPerCall = 10;

/** Generates a comment for every column, up to ten of a table in one call. */
export const columnComments = commentTask({
  kind: 'columnComments',
  title: 'Column comments',
  icon: 'sparkle',
  steps: ['choosing', 'columns'],
  overWorkspaces: true,
  prefix: 'column_comment',
  logBaseName: 'column_comments',
  item: 'column',
  timeoutMilliseconds: 90_000,
  callsPerSave: 1,
  createWorkspaceLog: createColumnCommentLogger,
  async plan(catalog, sqlDbId, input) {
    const chosen = await catalog.comments.listColumns(sqlDbId, choiceOf(input), input.mode ?? 'missing');
    return chosen.flatMap(({ table, columns }) => {
      const calls = Math.ceil(columns.length / columnsPerCall);
      return Array.from({ length: calls }, (_, call) => ({
        table,
        columns: columns.slice(call * columnsPerCall, (call + 1) * columnsPerCall),
      }));
    });
  },
});

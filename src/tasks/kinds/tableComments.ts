import { createTableCommentLogger } from '../../logging/taskLoggers';
import { choiceOf, commentTask } from './commentTask';

/** Has every table described, one call for each. */
export const tableComments = commentTask({
  kind: 'tableComments',
  title: 'Table comments',
  prefix: 'table_comment',
  logBaseName: 'table_comments',
  item: 'table',
  timeoutMilliseconds: 30_000,
  callsPerSave: 10,
  createWorkspaceLog: createTableCommentLogger,
  async plan(catalog, sqlDbId, input) {
    const tables = await catalog.comments.listTables(sqlDbId, choiceOf(input), input.mode ?? 'missing');
    return tables.map((table) => ({ table }));
  },
});

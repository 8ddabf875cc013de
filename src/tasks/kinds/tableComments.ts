import { choiceOf, commentTask } from './commentTask';

/** Generates a comment for every table, one call for each. */
export const tableComments = commentTask({
  kind: 'tableComments',
  title: 'Table comments',
  icon: 'sparkle',
  steps: ['choosing', 'tables'],
  overWorkspaces: true,
  prefix: 'table_comment',
  logBaseName: 'table_comments',
  item: 'table',
  timeoutMilliseconds: 30_000,
  callsPerSave: 10,
  async plan(catalog, sqlDbId, input) {
    const tables = await catalog.comments.listTables(sqlDbId, choiceOf(input), input.mode ?? 'missing');
    return tables.map((table) => ({ table }));
  },
});

import * as vscode from 'vscode';
import type { TreeNode } from '../tree/nodes';
import { defineCommand } from './command';
import { lineButton, onLines } from './menus';
import { namesOfColumns, namesOfTables, onlySqlDbOf, pickSqlDb } from './pick';

/** Makes generated comments descriptions: of the chosen tables or columns, or of a whole database. */
export const acceptComments = defineCommand({
  id: 'thoth.acceptComments',
  title: 'Accept Comments',
  icon: 'check',
  menus: [
    lineButton(/^(table|column)\.proposed/, 1),
    onLines(/^(sqlDb\.|tables$|(table|column)\.proposed)/, '2_comments@1'),
  ],
  argument: ({ z, rowId, names }) =>
    z.strictObject({ sqlDbId: rowId, tables: names.optional(), columns: z.array(z.string().min(1)).optional() }),
  async ask(services, target) {
    const sqlDb = onlySqlDbOf(target);
    const chosen = sqlDb && chosenElements(target.nodes);
    if (chosen) return { sqlDbId: sqlDb.id, ...chosen };
    const picked = await pickSqlDb(services, target, vscode.l10n.t('Accept the Comments of Which Database?'));
    if (!picked) return undefined;
    const accept = vscode.l10n.t('Accept');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Accept all generated comments of “{0}” as descriptions?', picked.name),
      { modal: true, detail: vscode.l10n.t('Descriptions that a person wrote stay as they are.') },
      accept,
    );
    return answer === accept ? { sqlDbId: picked.id } : undefined;
  },
  run: ({ comments }, { sqlDbId, ...choice }) => comments.accept(sqlDbId, choice),
  tell(_services, accepted) {
    if (accepted > 0) return;
    void vscode.window.showInformationMessage(vscode.l10n.t('There was no generated comment to accept.'));
  },
});

const { icon, ...shared } = acceptComments;

/** Accepts the comments of whole tables with those of their columns. */
export const acceptTableWithColumns = defineCommand({
  ...shared,
  id: 'thoth.acceptTableWithColumns',
  title: 'Accept Comments with Those of the Columns',
  menus: [onLines(/^table\./, '2_comments@1')],
  inPalette: false,
  async ask(services, target) {
    const sqlDb = onlySqlDbOf(target);
    const tables = namesOfTables(target.nodes);
    return sqlDb && tables.length > 0 ? { sqlDbId: sqlDb.id, tables } : acceptComments.ask(services, target);
  },
});

/** Exactly the tables and columns that a person selected; undefined if they selected a database. */
function chosenElements(nodes: readonly TreeNode[]): { tables?: string[]; columns: string[] } | undefined {
  const tables = namesOfTables(nodes);
  const columns = namesOfColumns(nodes);
  if (tables.length + columns.length === 0) return undefined;
  return { ...(tables.length > 0 && { tables }), columns };
}

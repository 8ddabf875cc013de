import * as vscode from 'vscode';
import type { CommandArguments } from '../arguments';
import { commandIds } from '../ids';
import type { TreeNode } from '../tree/nodes';
import type { ThothCommand } from './command';
import { onlySqlDbOf, pickSqlDb } from './pick';

type Given = CommandArguments<typeof commandIds.acceptComments>;

/** Makes generated comments descriptions: of the chosen tables or columns, or of a whole database. */
export const acceptComments: ThothCommand<typeof commandIds.acceptComments, number> = {
  id: commandIds.acceptComments,
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
  async run({ project, elementsChanged }, { sqlDbId, tables, columns }) {
    const { comments, sqlDbs } = await project.get();
    await sqlDbs.get(sqlDbId);
    const accepted = await comments.accept(sqlDbId, { ...(tables && { tables }), ...(columns && { columns }) });
    elementsChanged.fire(sqlDbId);
    return accepted;
  },
  tell(_services, accepted) {
    if (accepted > 0) return;
    void vscode.window.showInformationMessage(vscode.l10n.t('There was no generated comment to accept.'));
  },
};

/** The same for whole tables: the comments of their columns with their own. */
export const acceptTableWithColumns: ThothCommand<typeof commandIds.acceptTableWithColumns, number> = {
  ...acceptComments,
  id: commandIds.acceptTableWithColumns,
  async ask(services, target) {
    const sqlDb = onlySqlDbOf(target);
    const tables = target.nodes.flatMap((node) => (node.type === 'table' ? [node.table.name] : []));
    return sqlDb && tables.length > 0 ? { sqlDbId: sqlDb.id, tables } : acceptComments.ask(services, target);
  },
};

/** The tables and columns that a person pointed at, exactly these; nothing where they pointed at a database. */
function chosenElements(nodes: readonly TreeNode[]): Pick<Given, 'tables' | 'columns'> | undefined {
  const tables = nodes.flatMap((node) => (node.type === 'table' ? [node.table.name] : []));
  const columns = nodes.flatMap((node) =>
    node.type === 'column' ? [`${node.parent.table.name}.${node.column.name}`] : [],
  );
  if (tables.length + columns.length === 0) return undefined;
  return { ...(tables.length > 0 && { tables }), columns };
}

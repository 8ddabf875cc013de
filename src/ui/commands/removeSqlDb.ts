import * as vscode from 'vscode';
import { defineCommand } from './command';
import { onOneLine } from './menus';
import { pickSqlDb } from './pick';

/** Removes a database from Thoth, with all its stored data; the database itself is not touched. */
export const removeSqlDb = defineCommand({
  id: 'thoth.removeSqlDb',
  title: 'Remove Database…',
  menus: [onOneLine(/^sqlDb/, '6_remove@1')],
  argument: ({ sqlDb }) => sqlDb,
  async ask(services, target) {
    const sqlDb = await pickSqlDb(services, target, vscode.l10n.t('Remove Which Database?'));
    if (!sqlDb) return undefined;
    const remove = vscode.l10n.t('Remove');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Remove “{0}” from Thoth?', sqlDb.name),
      {
        modal: true,
        detail: vscode.l10n.t('Its tables, columns, comments, runs and logs are removed. The database itself stays.'),
      },
      remove,
    );
    return answer === remove ? { sqlDbId: sqlDb.id } : undefined;
  },
  async run({ sqlDbs }, { sqlDbId }) {
    await sqlDbs.remove(sqlDbId);
    return true;
  },
});

import * as vscode from 'vscode';
import { commandIds } from '../ids';
import type { ThothCommand } from './command';
import { pickSqlDb } from './pick';

/** Removes a database from Thoth, with all that was kept of it; the database itself is not touched. */
export const removeSqlDb: ThothCommand<typeof commandIds.removeSqlDb, true> = {
  id: commandIds.removeSqlDb,
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
  async run({ project, passwords, rowsChanged }, { sqlDbId }) {
    await (await project.get()).sqlDbs.remove(sqlDbId);
    await passwords.delete(sqlDbId);
    rowsChanged.fire();
    return true;
  },
};

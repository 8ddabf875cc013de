import * as vscode from 'vscode';
import { cancellable } from '../cancellable';
import { commandIds } from '../ids';
import type { ThothCommand } from './command';
import { pickSqlDb } from './pick';

/** Connects to a database as a task would. */
export const testConnection: ThothCommand<typeof commandIds.testConnection, true> = {
  id: commandIds.testConnection,
  async ask(services, target) {
    const sqlDb = await pickSqlDb(services, target, vscode.l10n.t('Test the Connection to Which Database?'));
    return sqlDb && { sqlDbId: sqlDb.id };
  },
  async run({ openSource, project }, { sqlDbId }) {
    const sqlDb = await (await project.get()).sqlDbs.get(sqlDbId);
    await cancellable(vscode.l10n.t('Connecting to {0}…', sqlDb.name), async (signal) => {
      await (await openSource(sqlDb, signal)).close();
    });
    return true;
  },
  tell: () => void vscode.window.showInformationMessage(vscode.l10n.t('The connection works.')),
};

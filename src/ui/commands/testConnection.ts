import * as vscode from 'vscode';
import { askToOverrule } from '../connection/overruling';
import { defineCommand } from './command';
import { onOneLine } from './menus';
import { pickSqlDb } from './pick';

/** Connects to a database as a task would. */
export const testConnection = defineCommand({
  id: 'thoth.testConnection',
  title: 'Test Connection',
  menus: [onOneLine(/^sqlDb/, '3_status@1')],
  argument: ({ sqlDb }) => sqlDb,
  async ask(services, target) {
    const sqlDb = await pickSqlDb(services, target, vscode.l10n.t('Test the Connection to Which Database?'));
    return sqlDb && { sqlDbId: sqlDb.id };
  },
  async run({ sqlDbs }, { sqlDbId }) {
    await sqlDbs.testConnection(sqlDbId);
    return true;
  },
  async overrule({ project, sqlDbs }, error, { sqlDbId }) {
    const sqlDb = await (await project.get()).sqlDbs.get(sqlDbId);
    const refusal = await askToOverrule(error, sqlDb.name);
    if (refusal) await sqlDbs.overrule(sqlDb, refusal);
    return refusal !== undefined;
  },
  tell: () => void vscode.window.showInformationMessage(vscode.l10n.t('The connection works.')),
});

import * as vscode from 'vscode';
import { defineCommand } from './command';
import { onOneLine } from './menus';
import { pickSqlDb } from './pick';

/** Lets a login with rights beyond the data read rows that functions of other users compute, or forbids it again. */
export const allowSampling = defineCommand({
  id: 'thoth.allowSampling',
  title: 'Allow Sampling of Views…',
  menus: [onOneLine(/^sqlDb\.\w+\.server$/, '3_status@2')],
  argument: ({ z, rowId }) => z.strictObject({ sqlDbId: rowId, allowed: z.boolean() }),
  async ask(services, target) {
    const sqlDb = await pickSqlDb(services, target, vscode.l10n.t('Sample the Views of Which Database?'));
    if (!sqlDb) return undefined;
    const { l10n } = vscode;
    const isAllowed = services.sqlDbs.maySampleViews(sqlDb);
    const answer = isAllowed ? l10n.t('Forbid') : l10n.t('Allow');
    const question = isAllowed
      ? l10n.t('Forbid the sampling of views of “{0}”?', sqlDb.name)
      : l10n.t('Allow the sampling of views of “{0}”?', sqlDb.name);
    const detail = l10n.t(
      'Views, foreign tables and the like may call functions that other users of this database wrote. They run with the rights of your login, which may reach files and settings of the server. Allow it only if you trust everybody who can change this database. A login that may only read needs no permission.',
    );
    const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, answer);
    return chosen === answer ? { sqlDbId: sqlDb.id, allowed: !isAllowed } : undefined;
  },
  async run({ sqlDbs }, { sqlDbId, allowed }) {
    await sqlDbs.allowSampling(sqlDbId, allowed);
    return true;
  },
});

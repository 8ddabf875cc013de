import * as vscode from 'vscode';
import type { ConsentFact } from '../../operations/sqlDbs';
import { plainPasswordDetail } from '../connection/overruling';
import { defineCommand } from './command';
import { onOneLine } from './menus';
import { pickSqlDb } from './pick';

interface ConsentTexts {
  /** For the list of databases. */
  readonly which: string;
  /** The questions, from the name of the database. */
  allow(name: string): string;
  forbid(name: string): string;
  readonly detail: string;
}

/** Defines the command that gives a consent for one database, or takes it back. */
function defineConsent(
  id: `thoth.${string}`,
  title: string,
  place: string,
  consent: ConsentFact,
  texts: () => ConsentTexts,
) {
  return defineCommand({
    id,
    title,
    menus: [onOneLine(/^sqlDb\.\w+\.server$/, place)],
    argument: ({ z, rowId }) => z.strictObject({ sqlDbId: rowId, allowed: z.boolean() }),
    async ask(services, target) {
      const { which, allow, forbid, detail } = texts();
      const sqlDb = await pickSqlDb(services, target, which);
      if (!sqlDb) return undefined;
      const isAllowed = services.sqlDbs.hasConsent(sqlDb, consent);
      const answer = isAllowed ? vscode.l10n.t('Forbid') : vscode.l10n.t('Allow');
      const question = isAllowed ? forbid(sqlDb.name) : allow(sqlDb.name);
      const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, answer);
      return chosen === answer ? { sqlDbId: sqlDb.id, allowed: !isAllowed } : undefined;
    },
    async run({ sqlDbs }, { sqlDbId, allowed }) {
      await sqlDbs.setConsent(sqlDbId, consent, allowed);
      return true;
    },
  });
}

/** Lets a login with rights beyond the data read rows that functions of other users compute, or forbids it again. */
export const allowSampling = defineConsent(
  'thoth.allowSampling',
  'Allow Sampling of Views…',
  '3_status@2',
  'sampleViews',
  () => ({
    which: vscode.l10n.t('Sample the Views of Which Database?'),
    allow: (name) => vscode.l10n.t('Allow the sampling of views of “{0}”?', name),
    forbid: (name) => vscode.l10n.t('Forbid the sampling of views of “{0}”?', name),
    detail: vscode.l10n.t(
      'Views, foreign tables and the like may call functions that other users of this database wrote. They run with the rights of your login, which may reach files and settings of the server. Allow it only if you trust everybody who can change this database. A login that may only read needs no permission.',
    ),
  }),
);

/** Lets a password go without encryption to a server that is not this machine, or forbids it again. */
export const allowPlainPassword = defineConsent(
  'thoth.allowPlainPassword',
  'Allow Password Without Encryption…',
  '3_status@3',
  'plainPassword',
  () => ({
    which: vscode.l10n.t('Send the Password of Which Database Without Encryption?'),
    allow: (name) => vscode.l10n.t('Send the password of “{0}” without encryption?', name),
    forbid: (name) => vscode.l10n.t('Send the password of “{0}” no more without encryption?', name),
    detail: plainPasswordDetail(),
  }),
);

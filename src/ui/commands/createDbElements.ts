import * as vscode from 'vscode';
import { dbElements } from '../../tasks/kinds/dbElements';
import { defineCommand } from './command';
import { lineButton, taskMenus } from './menus';
import { pickSqlDbs } from './pick';
import { alreadyRunningActions, showFailures } from './taskOutcome';

/** Reads the tables, columns and relationships of databases into the catalog. */
export const createDbElements = defineCommand({
  id: 'thoth.createDbElements',
  title: 'Create Database Elements',
  icon: dbElements.icon,
  menus: [lineButton(/^sqlDb\.idle/, 1), ...taskMenus(dbElements, 'sqlDb', /sqlDb\./, 1)],
  argument: ({ z, rowId, sqlDb }) => z.union([sqlDb, z.strictObject({ sqlDbIds: z.array(rowId).min(1) })]),
  async ask(services, target) {
    const title = vscode.l10n.t('Create the Elements of Which Databases?');
    const sqlDbs = await pickSqlDbs(services, target, title);
    return sqlDbs && { sqlDbIds: sqlDbs.map(({ id }) => id) };
  },
  run({ tasks }, given) {
    const ids = 'sqlDbId' in given ? [given.sqlDbId] : [...new Set(given.sqlDbIds)];
    return tasks.run(
      dbElements.kind,
      ids.map((id) => ({ type: 'sqlDb', id })),
    );
  },
  tell: showFailures,
  actions: (_services, error) => alreadyRunningActions(error),
});

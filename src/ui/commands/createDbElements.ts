import * as vscode from 'vscode';
import { dbElements } from '../../tasks/kinds/dbElements';
import type { TaskResult } from '../../tasks/task';
import { commandIds } from '../ids';
import type { ThothCommand } from './command';
import { pickSqlDbs } from './pick';
import { alreadyRunningActions, runTasks, showFailures } from './runTasks';

export const createDbElements: ThothCommand<typeof commandIds.createDbElements, TaskResult[]> = {
  id: commandIds.createDbElements,
  async ask(services, target) {
    const title = vscode.l10n.t('Create the Elements of Which Databases?');
    const sqlDbs = await pickSqlDbs(services, target, title);
    return sqlDbs && { sqlDbIds: sqlDbs.map(({ id }) => id) };
  },
  run: (services, given) => runTasks(services, dbElements.kind, ownersOf(given)),
  tell: showFailures,
  actions: (_services, error) => alreadyRunningActions(error),
};

function ownersOf(given: { readonly sqlDbId: number } | { readonly sqlDbIds: readonly number[] }) {
  const ids = 'sqlDbId' in given ? [given.sqlDbId] : [...new Set(given.sqlDbIds)];
  return ids.map((id) => ({ type: 'sqlDb', id }) as const);
}

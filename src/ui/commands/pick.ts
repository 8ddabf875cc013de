import * as vscode from 'vscode';
import { dottedName } from '../../base/dottedNames';
import { ThothError } from '../../base/errors';
import type { SqlDb } from '../../model/databases';
import { sourceEngines } from '../../sources/engines';
import type { Services } from '../services';
import { sqlDbOf, type TreeNode } from '../tree/nodes';
import type { Target } from './command';

interface SqlDbItem extends vscode.QuickPickItem {
  readonly sqlDb: SqlDb;
}

/** The database that a person selected, or picks now; undefined if they cancelled. */
export async function pickSqlDb(services: Services, target: Target, title: string): Promise<SqlDb | undefined> {
  const pointedAt = onlySqlDbOf(target);
  if (pointedAt) return pointedAt;
  const items = await sqlDbItems(services);
  return items && (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.sqlDb;
}

/** The databases that a person selected, or picks now; undefined if they cancelled. */
export async function pickSqlDbs(services: Services, target: Target, title: string): Promise<SqlDb[] | undefined> {
  const pointedAt = sqlDbsOf(target);
  if (pointedAt.length > 0) return pointedAt;
  const items = await sqlDbItems(services);
  if (!items) return undefined;
  if (items.length === 1) return items.map(({ sqlDb }) => sqlDb);
  const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true, matchOnDetail: true });
  return picked && picked.length > 0 ? picked.map(({ sqlDb }) => sqlDb) : undefined;
}

/**
 * The database of the selected lines, if they belong to one.
 * @throws ThothError INVALID_ARGUMENT if they belong to several
 */
export function onlySqlDbOf(target: Target): SqlDb | undefined {
  const [first, second] = sqlDbsOf(target);
  if (!second) return first;
  throw new ThothError('INVALID_ARGUMENT', vscode.l10n.t('Choose lines of one database only.'));
}

/** The databases of the selected lines, each once. */
export function sqlDbsOf({ nodes }: Target): SqlDb[] {
  const found = nodes.map(sqlDbOf).filter((sqlDb) => sqlDb !== undefined);
  return [...new Map(found.map((sqlDb) => [sqlDb.id, sqlDb])).values()];
}

/** The tables among the lines, as arguments of commands name them. */
export function namesOfTables(nodes: readonly TreeNode[]): string[] {
  return nodes.flatMap((node) => (node.type === 'table' ? [dottedName(node.table.name)] : []));
}

/** The columns among the lines, as `table.column`. */
export function namesOfColumns(nodes: readonly TreeNode[]): string[] {
  return nodes.flatMap((node) =>
    node.type === 'column' ? [dottedName(node.parent.table.name, node.column.name)] : [],
  );
}

async function sqlDbItems({ project }: Services): Promise<SqlDbItem[] | undefined> {
  const { sqlDbs } = await project.get();
  const list = await sqlDbs.list();
  if (list.length > 0) return list.map(sqlDbItem);
  const add = vscode.l10n.t('Add Database…');
  void vscode.window
    .showInformationMessage(vscode.l10n.t('No database has been added to Thoth yet.'), add)
    .then((chosen) => (chosen === add ? vscode.commands.executeCommand('thoth.addSqlDb') : undefined));
  return undefined;
}

function sqlDbItem(sqlDb: SqlDb): SqlDbItem {
  return {
    sqlDb,
    label: sqlDb.name,
    description: sourceEngines.get(sqlDb.dbType)?.label ?? sqlDb.dbType,
    detail: sqlDb.dbName,
    iconPath: new vscode.ThemeIcon('database'),
  };
}

/** The error for a choice without any run. */
export function noRun(): ThothError {
  return new ThothError('NOT_FOUND', vscode.l10n.t('There is no task run yet. Run “Create Database Elements” first.'));
}

import * as vscode from 'vscode';
import type { CommentMode, ElementNames } from '../../model/comments';
import type { TaskOwner } from '../../model/runs';
import { columnComments } from '../../tasks/kinds/columnComments';
import type { CommentTaskDefinition } from '../../tasks/kinds/commentTask';
import { tableComments } from '../../tasks/kinds/tableComments';
import type { Services } from '../services';
import { wholeNumber } from '../texts/format';
import { locale } from '../texts/editorLanguage';
import type { TreeNode } from '../tree/nodes';
import { defineCommand, type Target } from './command';
import { onOneLine, taskMenus } from './menus';
import { namesOfColumns, namesOfTables, pickSqlDb, sqlDbsOf } from './pick';
import { alreadyRunningActions, showFailures } from './taskOutcome';
import { pickWorkspace } from './workspaces';

const shared = {
  tell: showFailures,
  actions: (_services: Services, error: unknown) => alreadyRunningActions(error),
};

export const generateTableComments = defineCommand({
  ...shared,
  id: 'thoth.generateTableComments',
  title: 'Generate Table Comments…',
  icon: tableComments.icon,
  menus: taskMenus(tableComments, 'sqlDb', /sqlDb\.|tables$|table\./, 2),
  argument: ({ z, rowId, names, generation }) =>
    z.strictObject({ sqlDbId: rowId, tables: names.optional(), ...generation }),
  ask: (services, target) => askOverSqlDb(services, target, tableComments, chosenTables(target.nodes)),
  run: ({ comments }, { sqlDbId, ...given }) => comments.generate(tableComments, { type: 'sqlDb', id: sqlDbId }, given),
});

export const generateColumnComments = defineCommand({
  ...shared,
  id: 'thoth.generateColumnComments',
  title: 'Generate Column Comments…',
  icon: columnComments.icon,
  menus: taskMenus(columnComments, 'sqlDb', /sqlDb\.|tables$|table\.|column\./, 3),
  argument: ({ z, rowId, names, generation }) =>
    z.strictObject({ sqlDbId: rowId, tables: names.optional(), columns: names.optional(), ...generation }),
  ask: (services, target) => askOverSqlDb(services, target, columnComments, chosenColumns(target.nodes)),
  run: ({ comments }, { sqlDbId, ...given }) =>
    comments.generate(columnComments, { type: 'sqlDb', id: sqlDbId }, given),
});

export const generateWorkspaceTableComments = defineCommand({
  ...shared,
  id: 'thoth.generateWorkspaceTableComments',
  title: 'Generate Table Comments of a Workspace…',
  icon: tableComments.icon,
  menus: taskMenus(tableComments, 'workspace', /workspace\./, 2, onOneLine),
  argument: ({ z, rowId, generation }) => z.strictObject({ workspaceId: rowId, ...generation }),
  ask: (services, target) => askOverWorkspace(services, target, tableComments),
  run: ({ comments }, { workspaceId, ...given }) =>
    comments.generate(tableComments, { type: 'workspace', id: workspaceId }, given),
});

export const generateWorkspaceColumnComments = defineCommand({
  ...shared,
  id: 'thoth.generateWorkspaceColumnComments',
  title: 'Generate Column Comments of a Workspace…',
  icon: columnComments.icon,
  menus: taskMenus(columnComments, 'workspace', /workspace\./, 3, onOneLine),
  argument: ({ z, rowId, generation }) => z.strictObject({ workspaceId: rowId, ...generation }),
  ask: (services, target) => askOverWorkspace(services, target, columnComments),
  run: ({ comments }, { workspaceId, ...given }) =>
    comments.generate(columnComments, { type: 'workspace', id: workspaceId }, given),
});

type Chosen = { tables?: string[]; columns?: string[] };

/** @param chosen the elements that the person selected; empty for the whole database */
async function askOverSqlDb(
  services: Services,
  target: Target,
  definition: CommentTaskDefinition,
  chosen: Chosen,
): Promise<({ sqlDbId: number; mode: CommentMode } & Chosen) | undefined> {
  const sqlDb = await pickSqlDb(services, target, vscode.l10n.t('Generate Comments for Which Database?'));
  if (!sqlDb) return undefined;
  const choice = sqlDbsOf(target).length > 0 ? chosen : {};
  const mode = await pickMode(services, definition, { type: 'sqlDb', id: sqlDb.id }, choice);
  return mode && { sqlDbId: sqlDb.id, ...choice, mode };
}

async function askOverWorkspace(
  services: Services,
  target: Target,
  definition: CommentTaskDefinition,
): Promise<{ workspaceId: number; mode: CommentMode } | undefined> {
  const workspace = await pickWorkspace(services, target, vscode.l10n.t('Generate Comments for Which Workspace?'));
  if (!workspace) return undefined;
  const mode = await pickMode(services, definition, { type: 'workspace', id: workspace.id }, {});
  return mode && { workspaceId: workspace.id, mode };
}

function chosenTables(nodes: readonly TreeNode[]): Chosen {
  const tables = namesOfTables(nodes);
  return tables.length > 0 ? { tables } : {};
}

function chosenColumns(nodes: readonly TreeNode[]): Chosen {
  const columns = namesOfColumns(nodes);
  return columns.length > 0 ? { columns } : chosenTables(nodes);
}

/** Asks what to describe, if there is a choice: some comments exist already, or have failed. */
async function pickMode(
  { comments }: Services,
  definition: CommentTaskDefinition,
  owner: TaskOwner,
  choice: ElementNames,
): Promise<CommentMode | undefined> {
  const count = (mode: CommentMode): Promise<number> => comments.count(definition, owner, choice, mode);
  const [missing, failed, all] = [await count('missing'), await count('failed'), await count('all')];
  if (missing === all) return 'missing';
  const items: (vscode.QuickPickItem & { mode: CommentMode; items: number })[] = [
    {
      label: vscode.l10n.t('Generate'),
      detail: vscode.l10n.t('What has no generated comment yet'),
      mode: 'missing',
      items: missing,
    },
    {
      label: vscode.l10n.t('Retry failed'),
      detail: vscode.l10n.t('What failed the last time'),
      mode: 'failed',
      items: failed,
    },
    {
      label: vscode.l10n.t('Regenerate'),
      detail: vscode.l10n.t('Everything chosen; generated comments are replaced, descriptions stay'),
      mode: 'all',
      items: all,
    },
  ];
  const offered = items.filter((item) => item.items > 0);
  const described = offered.map((item) => ({ ...item, description: wholeNumber(item.items, locale()) }));
  return (await vscode.window.showQuickPick(described, { title: vscode.l10n.t('What Is to Be Described?') }))?.mode;
}

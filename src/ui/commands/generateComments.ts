import * as vscode from 'vscode';
import type { CommentMode, ElementChoice } from '../../model/comments';
import type { SqlDb } from '../../model/databases';
import { columnComments } from '../../tasks/kinds/columnComments';
import { countItems, type CommentTaskDefinition } from '../../tasks/kinds/commentTask';
import { tableComments } from '../../tasks/kinds/tableComments';
import type { TaskResult } from '../../tasks/task';
import { commentOptions } from '../comments/commentOptions';
import { confirmModelRun } from '../comments/commentSummary';
import { wholeNumber } from '../texts/format';
import { commandIds } from '../ids';
import type { Services } from '../services';
import { locale } from '../texts/editorLanguage';
import type { TreeNode } from '../tree/nodes';
import type { ThothCommand } from './command';
import { pickSqlDb, sqlDbsOf } from './pick';
import { alreadyRunningActions, runTasks, showFailures } from './runTasks';
import { pickWorkspace } from './workspaces';

type SqlDbCommand = typeof commandIds.generateTableComments | typeof commandIds.generateColumnComments;
type WorkspaceCommand =
  typeof commandIds.generateWorkspaceTableComments | typeof commandIds.generateWorkspaceColumnComments;

/** What may be asked of a run: the elements that are meant, how, and whether a summary is shown first. */
interface Generation {
  readonly tables?: readonly string[] | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly mode?: CommentMode | undefined;
  readonly confirm?: boolean | undefined;
}

export const generateTableComments = overSqlDb(commandIds.generateTableComments, tableComments, chosenTables);
export const generateColumnComments = overSqlDb(commandIds.generateColumnComments, columnComments, chosenColumns);
export const generateWorkspaceTableComments = overWorkspace(commandIds.generateWorkspaceTableComments, tableComments);
export const generateWorkspaceColumnComments = overWorkspace(
  commandIds.generateWorkspaceColumnComments,
  columnComments,
);

/** @param chosen the elements that a person pointed at, if they did not point at the whole database */
function overSqlDb<Id extends SqlDbCommand>(
  id: Id,
  definition: CommentTaskDefinition,
  chosen: (nodes: readonly TreeNode[]) => ElementChoice,
): ThothCommand<SqlDbCommand, TaskResult[]> & { readonly id: Id } {
  const ownerOf = ({ sqlDbId }: { readonly sqlDbId: number }) => ({ type: 'sqlDb', id: sqlDbId }) as const;
  return {
    id,
    async ask(services, target) {
      const title = vscode.l10n.t('Generate Comments for Which Database?');
      const sqlDb = await pickSqlDb(services, target, title);
      if (!sqlDb) return undefined;
      const choice = sqlDbsOf(target).length > 0 ? chosen(target.nodes) : {};
      const mode = await pickMode(services, definition, [sqlDb], choice);
      return mode && { sqlDbId: sqlDb.id, ...named(choice), mode };
    },
    async run(services, given) {
      const sqlDb = await (await services.project.get()).sqlDbs.get(given.sqlDbId);
      return generate(services, definition, [sqlDb], given, (input) =>
        runTasks(services, definition.kind, [ownerOf(given)], input),
      );
    },
    tell: showFailures,
    actions: (_services, error) => alreadyRunningActions(error),
  };
}

function overWorkspace<Id extends WorkspaceCommand>(
  id: Id,
  definition: CommentTaskDefinition,
): ThothCommand<WorkspaceCommand, TaskResult[]> & { readonly id: Id } {
  const ownerOf = ({ workspaceId }: { readonly workspaceId: number }) =>
    ({ type: 'workspace', id: workspaceId }) as const;
  return {
    id,
    async ask(services, target) {
      const title = vscode.l10n.t('Generate Comments for Which Workspace?');
      const workspace = await pickWorkspace(services, target, title);
      if (!workspace) return undefined;
      const mode = await pickMode(services, definition, await sqlDbsIn(services, workspace.id), {});
      return mode && { workspaceId: workspace.id, mode };
    },
    async run(services, given) {
      await (await services.project.get()).workspaces.get(given.workspaceId);
      const sqlDbs = await sqlDbsIn(services, given.workspaceId);
      return generate(services, definition, sqlDbs, given, (input) =>
        runTasks(services, definition.kind, [ownerOf(given)], input),
      );
    },
    tell: showFailures,
    actions: (_services, error) => alreadyRunningActions(error),
  };
}

/** Plans, asks where a model is used, and starts. @returns nothing where the person did not want it */
async function generate(
  services: Services,
  definition: CommentTaskDefinition,
  sqlDbs: readonly SqlDb[],
  given: Generation,
  start: (input: Parameters<typeof runTasks>[3]) => Promise<TaskResult[]>,
): Promise<TaskResult[]> {
  const { mode = 'missing', confirm = true } = given;
  const catalog = await services.project.get();
  const comments = await commentOptions(services);
  const input = { mode, ...named(given), comments };
  const runs = [];
  for (const sqlDb of sqlDbs) runs.push({ sqlDb, plan: await definition.plan(catalog, sqlDb.id, input) });
  if (!(await confirmModelRun(services, definition, runs, comments, confirm))) return [];
  return start(input);
}

async function sqlDbsIn({ project }: Services, workspace: number): Promise<readonly SqlDb[]> {
  return (await (await project.get()).sqlDbs.list()).filter(({ workspaceId }) => workspaceId === workspace);
}

function chosenTables(nodes: readonly TreeNode[]): ElementChoice {
  const tables = nodes.flatMap((node) => (node.type === 'table' ? [node.table.name] : []));
  return tables.length > 0 ? { tables } : {};
}

function chosenColumns(nodes: readonly TreeNode[]): ElementChoice {
  const columns = nodes.flatMap((node) =>
    node.type === 'column' ? [`${node.parent.table.name}.${node.column.name}`] : [],
  );
  return columns.length > 0 ? { columns } : chosenTables(nodes);
}

function named({ tables, columns }: Pick<Generation, 'tables' | 'columns'>) {
  return { ...(tables && { tables: [...tables] }), ...(columns && { columns: [...columns] }) };
}

/** What is to be described. Asked only where there is a choice: some comments are there already, or have failed. */
async function pickMode(
  { project }: Services,
  definition: CommentTaskDefinition,
  sqlDbs: readonly SqlDb[],
  choice: ElementChoice,
): Promise<CommentMode | undefined> {
  const catalog = await project.get();
  const count = async (mode: CommentMode): Promise<number> => {
    let items = 0;
    for (const { id } of sqlDbs) items += countItems(await definition.plan(catalog, id, { ...choice, mode }));
    return items;
  };
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

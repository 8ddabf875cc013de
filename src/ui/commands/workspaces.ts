import * as vscode from 'vscode';
import type { Workspace } from '../../model/databases';
import type { Services } from '../services';
import { workspaceOf } from '../tree/nodes';
import { defineCommand, type Target } from './command';
import { aboveTree, onLines, onOneLine } from './menus';
import { pickSqlDbs } from './pick';

/** Makes a group of databases. */
export const addWorkspace = defineCommand({
  id: 'thoth.addWorkspace',
  title: 'Add Workspace…',
  menus: [aboveTree('1_add@2')],
  argument: ({ z, text }) => z.strictObject({ name: text }),
  async ask(services) {
    const name = await askForName(services, vscode.l10n.t('Name of the Workspace'), '');
    return name === undefined ? undefined : { name };
  },
  run: ({ workspaces }, { name }) => workspaces.add(name),
});

export const renameWorkspace = defineCommand({
  id: 'thoth.renameWorkspace',
  title: 'Rename Workspace…',
  menus: [onOneLine(/^workspace/, '4_workspace@1')],
  argument: ({ z, rowId, text }) => z.strictObject({ workspaceId: rowId, name: text }),
  async ask(services, target) {
    const workspace = await pickWorkspace(services, target, vscode.l10n.t('Rename Which Workspace?'));
    if (!workspace) return undefined;
    const name = await askForName(services, vscode.l10n.t('New Name of the Workspace'), workspace.name);
    return name === undefined ? undefined : { workspaceId: workspace.id, name };
  },
  run: ({ workspaces }, { workspaceId, name }) => workspaces.rename(workspaceId, name),
});

/** Removes a group; its databases stay. */
export const removeWorkspace = defineCommand({
  id: 'thoth.removeWorkspace',
  title: 'Remove Workspace…',
  menus: [onOneLine(/^workspace/, '6_remove@1')],
  argument: ({ workspace }) => workspace,
  async ask(services, target) {
    const workspace = await pickWorkspace(services, target, vscode.l10n.t('Remove Which Workspace?'));
    if (!workspace) return undefined;
    const remove = vscode.l10n.t('Remove');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Remove the workspace “{0}”?', workspace.name),
      { modal: true, detail: vscode.l10n.t('Its own runs and logs are removed. Its databases stay.') },
      remove,
    );
    return answer === remove ? { workspaceId: workspace.id } : undefined;
  },
  async run({ workspaces }, { workspaceId }) {
    await workspaces.remove(workspaceId);
    return true;
  },
});

/** Moves databases into a group, or out of theirs. */
export const moveToWorkspace = defineCommand({
  id: 'thoth.moveToWorkspace',
  title: 'Move to Workspace…',
  menus: [onLines(/^sqlDb/, '4_workspace@1')],
  argument: ({ z, rowId }) => z.strictObject({ sqlDbIds: z.array(rowId).min(1), workspaceId: rowId.nullable() }),
  async ask(services, target) {
    const sqlDbs = await pickSqlDbs(services, target, vscode.l10n.t('Move Which Databases?'));
    if (!sqlDbs) return undefined;
    const workspaceId = await pickDestination(services);
    return workspaceId === undefined ? undefined : { sqlDbIds: sqlDbs.map(({ id }) => id), workspaceId };
  },
  run: ({ sqlDbs }, { sqlDbIds, workspaceId }) => sqlDbs.assign(sqlDbIds, workspaceId),
});

/** The workspace that a person selected, or picks now; undefined if they cancelled. */
export async function pickWorkspace(
  services: Services,
  { node }: Target,
  title: string,
): Promise<Workspace | undefined> {
  const pointedAt = node && workspaceOf(node);
  if (pointedAt) return pointedAt;
  const list = await (await services.project.get()).workspaces.list();
  if (list.length > 0) return (await vscode.window.showQuickPick(list.map(workspaceItem), { title }))?.workspace;
  const add = vscode.l10n.t('Add Workspace…');
  void vscode.window
    .showInformationMessage(vscode.l10n.t('There is no workspace yet.'), add)
    .then((chosen) => (chosen === add ? vscode.commands.executeCommand(addWorkspace.id) : undefined));
  return undefined;
}

/** A workspace, a new one, or null for none; undefined if the person cancelled. */
async function pickDestination(services: Services): Promise<number | null | undefined> {
  const list = await (await services.project.get()).workspaces.list();
  const items: (vscode.QuickPickItem & { choose: () => Promise<number | null | undefined> })[] = [
    ...list.map((workspace) => ({ ...workspaceItem(workspace), choose: () => Promise.resolve(workspace.id) })),
    {
      label: vscode.l10n.t('New Workspace…'),
      iconPath: new vscode.ThemeIcon('add'),
      choose: () => newWorkspace(services),
    },
    {
      label: vscode.l10n.t('No Workspace'),
      iconPath: new vscode.ThemeIcon('close'),
      choose: () => Promise.resolve(null),
    },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Move to Which Workspace?') });
  return picked?.choose();
}

async function newWorkspace(services: Services): Promise<number | undefined> {
  const name = await askForName(services, vscode.l10n.t('Name of the Workspace'), '');
  return name === undefined ? undefined : services.workspaces.add(name);
}

function workspaceItem(workspace: Workspace) {
  return { label: workspace.name, iconPath: new vscode.ThemeIcon('folder-library'), workspace };
}

async function askForName({ project }: Services, title: string, value: string): Promise<string | undefined> {
  const taken = (await (await project.get()).workspaces.list()).map(({ name }) => name);
  const name = await vscode.window.showInputBox({
    title,
    value,
    validateInput: (given) => {
      if (given.trim() === '') return vscode.l10n.t('Give a name.');
      const isOther = given.trim() !== value && taken.includes(given.trim());
      return isOther ? vscode.l10n.t('Another workspace has this name.') : undefined;
    },
  });
  return name?.trim();
}

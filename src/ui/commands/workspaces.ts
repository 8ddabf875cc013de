import * as vscode from 'vscode';
import type { Workspace } from '../../model/databases';
import { commandIds } from '../ids';
import type { Services } from '../services';
import { workspaceOf } from '../tree/nodes';
import type { Target, ThothCommand } from './command';
import { pickSqlDbs } from './pick';

/** Makes a group of databases. */
export const addWorkspace: ThothCommand<typeof commandIds.addWorkspace, number> = {
  id: commandIds.addWorkspace,
  async ask(services) {
    const name = await askForName(services, vscode.l10n.t('Name of the Workspace'), '');
    return name === undefined ? undefined : { name };
  },
  async run({ project, rowsChanged }, { name }) {
    const id = await (await project.get()).workspaces.add(name);
    rowsChanged.fire();
    return id;
  },
};

export const renameWorkspace: ThothCommand<typeof commandIds.renameWorkspace, void> = {
  id: commandIds.renameWorkspace,
  async ask(services, target) {
    const workspace = await pickWorkspace(services, target, vscode.l10n.t('Rename Which Workspace?'));
    if (!workspace) return undefined;
    const name = await askForName(services, vscode.l10n.t('New Name of the Workspace'), workspace.name);
    return name === undefined ? undefined : { workspaceId: workspace.id, name };
  },
  async run({ project, rowsChanged }, { workspaceId, name }) {
    await (await project.get()).workspaces.rename(workspaceId, name);
    rowsChanged.fire();
  },
};

/** Removes a group; its databases stay. */
export const removeWorkspace: ThothCommand<typeof commandIds.removeWorkspace, true> = {
  id: commandIds.removeWorkspace,
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
  async run({ project, rowsChanged }, { workspaceId }) {
    await (await project.get()).workspaces.remove(workspaceId);
    rowsChanged.fire();
    return true;
  },
};

/** Puts databases into a group, or takes them out of theirs. */
export const moveToWorkspace: ThothCommand<typeof commandIds.moveToWorkspace, void> = {
  id: commandIds.moveToWorkspace,
  async ask(services, target) {
    const sqlDbs = await pickSqlDbs(services, target, vscode.l10n.t('Move Which Databases?'));
    if (!sqlDbs) return undefined;
    const workspaceId = await pickDestination(services);
    return workspaceId === undefined ? undefined : { sqlDbIds: sqlDbs.map(({ id }) => id), workspaceId };
  },
  async run({ project, rowsChanged }, { sqlDbIds, workspaceId }) {
    const { sqlDbs } = await project.get();
    for (const id of sqlDbIds) await sqlDbs.assign(id, workspaceId);
    rowsChanged.fire();
  },
};

/** The workspace that a person points at, or picks; undefined when they gave up. */
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
    .then((chosen) => (chosen === add ? vscode.commands.executeCommand(commandIds.addWorkspace) : undefined));
  return undefined;
}

/** Where databases are to go: a workspace, a new one, or none. */
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
  return name === undefined ? undefined : addWorkspace.run(services, { name });
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

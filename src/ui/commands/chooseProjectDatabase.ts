import * as vscode from 'vscode';
import { settingIds } from '../ids';

/** Lets a person choose where the project database is, and says so in the settings; what follows from that is done there. */
export async function chooseProjectDatabase(): Promise<void> {
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Choose a File for the Project Database'),
    saveLabel: vscode.l10n.t('Use'),
    filters: { [vscode.l10n.t('SQLite databases')]: ['sqlite'] },
  });
  if (!file) return;
  const settings = vscode.workspace.getConfiguration();
  await settings.update(settingIds.projectDatabase, file.fsPath, vscode.ConfigurationTarget.Global);
}

/** Opens the settings of Thoth. */
export async function openSettings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', settingIds.projectDatabase);
}

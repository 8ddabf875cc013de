import * as vscode from 'vscode';
import { settingIds } from '../ids';

/** Opens the settings of Thoth. */
export async function openSettings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', settingIds.projectDatabase);
}

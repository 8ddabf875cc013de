import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { settingIds } from './ids';
import { projectDatabaseFile } from './projectDatabaseFile';

/**
 * The file of the project database, as the settings name it now.
 * @throws ThothError as `projectDatabaseFile` does
 */
export function locateProjectDatabase(storage: vscode.Uri): string {
  const setting = vscode.workspace.getConfiguration().get<string>(settingIds.projectDatabase, '');
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  return projectDatabaseFile(setting, {
    storage: storage.fsPath,
    home: homedir(),
    workspaceFolder: folder?.uri.fsPath,
  });
}

/** Calls back whenever the project database's setting changes. */
export function onDidChangeProjectDatabase(callback: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(settingIds.projectDatabase)) callback();
  });
}

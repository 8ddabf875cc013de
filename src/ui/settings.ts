import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { PruneLimits } from '../catalog/catalog';
import type { GeneratorSettings } from '../comments/generators';
import type { CommentOptions } from '../tasks/task';
import { settingIds } from './ids';
import { projectLocation, type ProjectLocation } from '../operations/projectDatabaseLocation';

/**
 * Where the project database is, as the settings say now.
 * @param setting another value of the setting, to see where it would lead
 * @throws ThothError as `projectLocation` does
 */
export function locateProjectDatabase(
  storage: vscode.Uri,
  setting = vscode.workspace.getConfiguration().get<string>(settingIds.projectDatabase, ''),
): ProjectLocation {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  return projectLocation(setting, {
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

/** Who writes comments, and how, as the settings say now; what they leave open, or say wrongly, is the default. */
export function commentSettings(): GeneratorSettings & Omit<CommentOptions, 'generator'> {
  const settings = vscode.workspace.getConfiguration();
  const timeoutSeconds = numberIn(settings, settingIds.commentsTimeoutSeconds, 0, 3_600, 0);
  return {
    provider: settings.get<GeneratorSettings['provider']>(settingIds.commentsProvider, 'auto'),
    baseUrl: settings.get<string>(settingIds.commentsBaseUrl, '').trim(),
    model: settings.get<string>(settingIds.commentsModel, '').trim(),
    concurrency: numberIn(settings, settingIds.commentsConcurrency, 1, 64, 4),
    sampleRows: numberIn(settings, settingIds.commentsSampleRows, 0, 100, 5),
    personalValues: settings.get<boolean>(settingIds.commentsPersonalValues, false),
    ...(timeoutSeconds > 0 && { timeoutMilliseconds: timeoutSeconds * 1_000 }),
  };
}

const day = 86_400_000;

/** How much of old runs and their logs is kept; nothing where everything is. */
export function pruneLimits(): PruneLimits {
  const settings = vscode.workspace.getConfiguration();
  const limit = (id: string): number => numberIn(settings, id, 0, 1_000_000, 0);
  const [days, runs, megabytes] = [
    limit(settingIds.logsMaxAgeDays),
    limit(settingIds.logsMaxRunsPerTask),
    limit(settingIds.logsMaxMegabytes),
  ];
  return {
    ...(days > 0 && { maxAge: days * day }),
    ...(runs > 0 && { maxRunsPerTask: runs }),
    ...(megabytes > 0 && { maxCharacters: megabytes * 1_000_000 }),
  };
}

function numberIn(
  settings: vscode.WorkspaceConfiguration,
  id: string,
  least: number,
  most: number,
  otherwise: number,
): number {
  const value: unknown = settings.get(id);
  if (typeof value !== 'number' || !Number.isFinite(value)) return otherwise;
  return Math.min(most, Math.max(least, Math.floor(value)));
}

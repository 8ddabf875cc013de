import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { PruneLimits } from '../catalog/catalog';
import type { CommentSettings, Settings } from '../operations/ports';
import { settingIds } from './ids';

/** The settings of VS Code. @param storage the folder of the embedded project database */
export function createSettings(storage: vscode.Uri): Settings {
  const { Global } = vscode.ConfigurationTarget;
  const read = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration();
  return {
    projectDatabase: () => read().get<string>(settingIds.projectDatabase, ''),
    setProjectDatabase: (value) => read().update(settingIds.projectDatabase, value === '' ? undefined : value, Global),
    onDidChangeProjectDatabase: (listener) =>
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settingIds.projectDatabase)) listener();
      }),
    surroundings: () => ({
      storage: storage.fsPath,
      home: homedir(),
      workspaceFolder: vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath,
    }),
    comments: () => commentSettings(read()),
    async setCommentModel({ provider, baseUrl, model }) {
      await read().update(settingIds.commentsProvider, provider, Global);
      await read().update(settingIds.commentsBaseUrl, baseUrl, Global);
      await read().update(settingIds.commentsModel, model, Global);
    },
    pruneLimits: () => pruneLimits(read()),
  };
}

/** An absent or invalid setting gets its default. */
function commentSettings(settings: vscode.WorkspaceConfiguration): CommentSettings {
  const timeoutSeconds = numberIn(settings, settingIds.commentsTimeoutSeconds, 0, 3_600, 0);
  return {
    provider: settings.get<CommentSettings['provider']>(settingIds.commentsProvider, 'auto'),
    baseUrl: settings.get<string>(settingIds.commentsBaseUrl, '').trim(),
    model: settings.get<string>(settingIds.commentsModel, '').trim(),
    concurrency: numberIn(settings, settingIds.commentsConcurrency, 1, 64, 4),
    sampleRows: numberIn(settings, settingIds.commentsSampleRows, 0, 100, 5),
    personalValues: settings.get<boolean>(settingIds.commentsPersonalValues, false),
    ...(timeoutSeconds > 0 && { timeoutMilliseconds: timeoutSeconds * 1_000 }),
  };
}

const day = 86_400_000;

function pruneLimits(settings: vscode.WorkspaceConfiguration): PruneLimits {
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

import * as vscode from 'vscode';
import type { Services } from './services';
import { onDidChangeProjectDatabase } from './settings';

/**
 * Follows the setting of the project database. Tasks that run keep the one they began with: it is closed, and the new one
 * opened, when they have ended.
 */
export function followProjectDatabaseSetting({ project, runner }: Services): vscode.Disposable {
  return onDidChangeProjectDatabase(() => {
    void waitForRuns().then(() => project.reopen());
  });

  async function waitForRuns(): Promise<void> {
    const runs = runner.registry.list();
    if (runs.length === 0) return;
    const stop = vscode.l10n.t('Stop Them');
    void vscode.window
      .showWarningMessage(vscode.l10n.t('The new project database is opened when the running tasks have ended.'), stop)
      .then((chosen) => (chosen === stop ? runner.stopAll() : undefined));
    await Promise.all(runs.map((run) => run.result));
    await waitForRuns();
  }
}

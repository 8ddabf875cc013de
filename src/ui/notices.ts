import * as vscode from 'vscode';
import type { Notices } from '../operations/ports';

/** Shows notices as notifications. */
export const notices: Notices = {
  projectDatabaseWaits(stop) {
    const stopThem = vscode.l10n.t('Stop Them');
    const message = vscode.l10n.t('The new project database is opened when the running tasks have ended.');
    void vscode.window
      .showWarningMessage(message, stopThem)
      .then((chosen) => (chosen === stopThem ? stop() : undefined));
  },
};

import * as vscode from 'vscode';
import type { Activity, Progress } from '../operations/ports';
import { ProgressIncrements } from './runs/progressIncrements';
import { plainText } from './texts/plainText';

/** Shows an activity in a notification until the work has ended; its Cancel button aborts the signal. */
export const showActivity: Progress['during'] = (activity, work) => {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: plainText(titleOf(activity)),
    cancellable: true,
  };
  return Promise.resolve(
    vscode.window.withProgress(options, async (progress, token) => {
      const controller = new AbortController();
      const cancelling = token.onCancellationRequested(() => controller.abort());
      const increments = new ProgressIncrements();
      const report = (fraction: number): void => {
        const increment = increments.advanceTo(fraction);
        if (increment > 0) progress.report({ increment, message: `${Math.floor(fraction * 100)}%` });
      };
      try {
        return await work(controller.signal, report);
      } finally {
        cancelling.dispose();
      }
    }),
  );
};

function titleOf(activity: Activity): string {
  switch (activity.type) {
    case 'connecting':
      return vscode.l10n.t('Connecting to {0}…', activity.to);
    case 'openingProjectDatabase':
      return vscode.l10n.t('Opening the project database…');
    case 'movingProjectDatabase':
      return vscode.l10n.t('Moving the project database…');
    case 'preparingRequest':
      return vscode.l10n.t('Preparing the first request…');
  }
}

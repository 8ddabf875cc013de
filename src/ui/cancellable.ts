import * as vscode from 'vscode';
import { plainText } from './plainText';

/** Shows that something takes a while, in a notification with a button that aborts the signal. */
export function cancellable<Result>(title: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const where = { location: vscode.ProgressLocation.Notification, title: plainText(title), cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(where, async (_progress, token) => {
      const controller = new AbortController();
      const cancelling = token.onCancellationRequested(() => controller.abort());
      try {
        return await work(controller.signal);
      } finally {
        cancelling.dispose();
      }
    }),
  );
}

import * as vscode from 'vscode';
import { plainText } from './texts/plainText';

/** Shows that something takes a while, in a notification with a button that aborts the signal. */
export function cancellable<Result>(
  title: string,
  work: (
    signal: AbortSignal,
    report: vscode.Progress<{ increment?: number; message?: string }>['report'],
  ) => Promise<Result>,
): Promise<Result> {
  const where = { location: vscode.ProgressLocation.Notification, title: plainText(title), cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(where, async (progress, token) => {
      const controller = new AbortController();
      const cancelling = token.onCancellationRequested(() => controller.abort());
      try {
        return await work(controller.signal, (step) => progress.report(step));
      } finally {
        cancelling.dispose();
      }
    }),
  );
}

import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';

const logScheme = 'thoth-log';

/** Prints the lines of task log documents as they appear, each once. */
export class LogFollower implements vscode.Disposable {
  private readonly printedLines = new Map<string, number>();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly print: (line: string) => void) {
    this.subscription = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.printNew(document.uri, document.getText())),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.printNew(document.uri, document.getText())),
    );
  }

  /** Opens the log of a SqlDb's run as soon as there is one; gives up when the run is over. */
  async openWhileRunning(run: { sqlDbId: number; kind: string }, running: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    const end = (): void => over.abort();
    running.then(end, end);
    while (!over.signal.aborted) {
      try {
        await vscode.commands.executeCommand('thoth.showTaskLog', run);
        return;
      } catch {
        await setTimeout(20);
      }
    }
  }

  /** Opens the log of a finished run, and prints what was not printed of it: the window shows it a moment later. */
  async openFinished(taskId: string): Promise<void> {
    await vscode.commands.executeCommand('thoth.showTaskLog', { taskId });
    const uri = vscode.window.activeTextEditor?.document.uri;
    if (uri?.scheme !== logScheme) throw new Error('thoth.showTaskLog opened no log.');
    this.printNew(uri, new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private printNew(uri: vscode.Uri, text: string): void {
    if (uri.scheme !== logScheme) return;
    const lines = text.split('\n').filter((line) => line !== '');
    const key = uri.toString();
    const printed = this.printedLines.get(key) ?? 0;
    lines.slice(printed).forEach((line) => this.print(line));
    this.printedLines.set(key, Math.max(printed, lines.length));
  }
}

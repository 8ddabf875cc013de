import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';

/** How long a log document must stay as it is to be taken as complete. */
const quietMs = 500;

/** Prints the lines of task log documents as they appear, each once. */
export class LogFollower implements vscode.Disposable {
  private readonly printedLines = new Map<string, number>();
  private lastChange = Date.now();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly print: (line: string) => void) {
    this.subscription = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.printNew(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.printNew(document)),
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

  /** Opens the log of a finished run, and returns when the whole of it is printed. */
  async openFinished(taskId: string): Promise<void> {
    await vscode.commands.executeCommand('thoth.showTaskLog', { taskId });
    while (Date.now() - this.lastChange < quietMs) await setTimeout(quietMs / 5);
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private printNew(document: vscode.TextDocument): void {
    if (document.uri.scheme !== 'thoth-log') return;
    this.lastChange = Date.now();
    const lines = document.getText().replace(/\n$/, '').split('\n');
    const key = document.uri.toString();
    lines.slice(this.printedLines.get(key) ?? 0).forEach((line) => this.print(line));
    this.printedLines.set(key, lines.length);
  }
}

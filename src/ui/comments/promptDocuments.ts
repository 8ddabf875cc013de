import * as vscode from 'vscode';
import { promptScheme } from '../ids';

/** Shows a request to a model, before it is sent, as a read-only document; keeps only the last one. */
export class PromptDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private prompt = '';

  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(): string {
    return this.prompt;
  }

  /** Opens the exact text of a request. */
  async show(prompt: string): Promise<void> {
    this.prompt = prompt;
    // Markdown, because the editor wraps its lines
    const path = `/${vscode.l10n.t('First request')}.md`;
    const uri = vscode.Uri.from({ scheme: promptScheme, path });
    this.changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.changed.dispose();
  }
}

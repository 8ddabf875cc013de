import * as vscode from 'vscode';
import { promptScheme } from './ids';

/** What was last shown; the documents hold nothing else. */
let shown = '';
const changed = new vscode.EventEmitter<vscode.Uri>();

/** Serves the read-only documents that show what would be sent to a model. */
export function registerPromptDocuments(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(promptScheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: () => shown,
  });
}

/** Opens the exact text of a request. */
export async function showPrompt(prompt: string): Promise<void> {
  shown = prompt;
  // Markdown, because the editor wraps its lines
  const path = `/${vscode.l10n.t('First request')}.md`;
  const uri = vscode.Uri.from({ scheme: promptScheme, path });
  changed.fire(uri);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
}

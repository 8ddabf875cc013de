import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

/** The locale that the editor's own texts are in. */
export function locale(): string {
  return vscode.env.language;
}

/** Gives the code that runs without the editor, too, the translation of this editor's language. */
export function loadTranslation(): void {
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
}

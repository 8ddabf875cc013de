import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

/** The locale of the editor's own texts. */
export function locale(): string {
  return vscode.env.language;
}

/** Loads the translation of this editor's language for the code that also runs without the editor. */
export function loadTranslation(): void {
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
}

import * as vscode from 'vscode';
import { logLanguageId } from '../ids';
import { outlineOf, type LogStep } from './logOutline';

/** Registers folding by step, and the outline of steps with their errors. */
export function registerLogLanguage(): vscode.Disposable {
  const selector = { language: logLanguageId };
  return vscode.Disposable.from(
    vscode.languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: (document) =>
        outlineOf(document.getText())
          .filter(({ line, endLine }) => endLine > line)
          .map(({ line, endLine }) => new vscode.FoldingRange(line, endLine, vscode.FoldingRangeKind.Region)),
    }),
    vscode.languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: (document) => outlineOf(document.getText()).map((step) => stepSymbol(step, document)),
    }),
  );
}

function stepSymbol(step: LogStep, document: vscode.TextDocument): vscode.DocumentSymbol {
  const heading = document.lineAt(step.line).range;
  const whole = heading.union(document.lineAt(step.endLine).range);
  const detail = step.errors.length > 0 ? vscode.l10n.t('errors: {0}', step.errors.length) : '';
  const symbol = new vscode.DocumentSymbol(step.title, detail, vscode.SymbolKind.Module, whole, heading);
  symbol.children = step.errors.map(({ title, line }) => {
    const { range } = document.lineAt(line);
    return new vscode.DocumentSymbol(title, '', vscode.SymbolKind.Event, range, range);
  });
  return symbol;
}

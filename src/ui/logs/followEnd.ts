import * as vscode from 'vscode';
import { logScheme } from '../ids';

/**
 * Keeps the end of a growing log visible in every editor that shows the end; an editor that the person has scrolled
 * away stays where it is.
 */
export function followLogEnds(): vscode.Disposable {
  const ends = new WeakMap<vscode.TextEditor, End>();
  const remember = (editor: vscode.TextEditor): void => {
    if (editor.document.uri.scheme === logScheme) ends.set(editor, endOf(editor));
  };
  return vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => remember(textEditor)),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => remember(textEditor)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme !== logScheme || contentChanges.length === 0) return;
      for (const editor of vscode.window.visibleTextEditors) {
        const end = ends.get(editor);
        if (editor.document !== document || !end?.seen) continue;
        revealEnd(editor, end.cursor);
      }
    }),
  );
}

/** Scrolls to the last line. @param withCursor puts the cursor there too */
export function revealEnd(editor: vscode.TextEditor, withCursor: boolean): void {
  const { end } = editor.document.lineAt(editor.document.lineCount - 1).range;
  if (withCursor) editor.selection = new vscode.Selection(end, end);
  editor.revealRange(new vscode.Range(end, end));
}

/** Whether an editor shows the last line, and whether its cursor is there. */
interface End {
  readonly seen: boolean;
  readonly cursor: boolean;
}

function endOf({ document, selection, visibleRanges }: vscode.TextEditor): End {
  const lastLine = document.lineCount - 1;
  const cursor = selection.active.line >= lastLine;
  return { cursor, seen: cursor || (visibleRanges.at(-1)?.end.line ?? 0) >= lastLine };
}

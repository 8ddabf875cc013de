import type * as vscode from 'vscode';
import type { Operations } from '../operations/operations';

/** What the commands use: the operations, and the parts of the editor in which they show things. */
export interface Services extends Operations {
  readonly output: vscode.LogOutputChannel;
  readonly view: DatabasesView;
  readonly extensionUri: vscode.Uri;
  /** The folder for files that Thoth writes. */
  readonly storageUri: vscode.Uri;
}

/** The view of the databases. */
export interface DatabasesView {
  /** Reads the whole tree again. */
  refresh(): void;
  /** Selects a database. */
  reveal(sqlDbId: number): Promise<void>;
}

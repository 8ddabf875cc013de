import type * as vscode from 'vscode';
import type { Operations } from '../../operations/operations';
import { DatabaseTree } from './databaseTree';
import { DatabaseView } from './databaseView';

/** Registers the view of the databases, their tasks and their elements. */
export function registerTree(
  { subscriptions }: vscode.ExtensionContext,
  operations: Operations,
): { readonly tree: DatabaseTree; readonly view: DatabaseView } {
  const tree = new DatabaseTree(operations);
  const view = new DatabaseView(operations, tree);
  subscriptions.push(tree, view);
  return { tree, view };
}

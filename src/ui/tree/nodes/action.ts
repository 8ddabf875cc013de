import type { ItemParts } from '../itemParts';
import type { ErrorTreeNode } from './error';

/** A next step after an error. */
export interface ActionTreeNode<Parent> {
  readonly type: 'action';
  readonly id: string;
  readonly parent: ErrorTreeNode<Parent>;
  readonly title: string;
  readonly command: string;
  readonly icon: string;
}

export function actionParts({ title, command, icon }: ActionTreeNode<unknown>): ItemParts {
  return { label: title, icon: { id: icon }, contextValue: 'action', command: { command, title } };
}

import type { TaskOwner } from '../../model/runs';
import type { TaskDefinition } from '../../tasks/task';
import { viewId } from '../ids';

/** An entry of a command in a menu. */
export interface Menu {
  readonly menu: 'view/title' | 'view/item/context' | 'explorer/context';
  readonly when: string;
  /** The group, and the order in it: `1_task@2`. `navigation` and `inline` are shown as buttons. */
  readonly group: string;
}

/** Above the tree. */
export function aboveTree(group: string): Menu {
  return { menu: 'view/title', when: `view == ${viewId}`, group };
}

/** A button on the lines of the tree whose `contextValue` matches. */
export function lineButton(pattern: RegExp, order: number): Menu {
  return { menu: 'view/item/context', when: lines(pattern), group: `inline@${order}` };
}

/** In the context menu of the lines of the tree whose `contextValue` matches, also where several lines are selected. */
export function onLines(pattern: RegExp, group: string): Menu {
  return { menu: 'view/item/context', when: lines(pattern), group };
}

/** Like `onLines`, but only where a single line is selected. */
export function onOneLine(pattern: RegExp, group: string): Menu {
  return { menu: 'view/item/context', when: `${lines(pattern)} && !listMultiSelection`, group };
}

/** In the context menu of the explorer, on files with one of these endings. */
export function onFiles(endings: readonly string[], group: string): Menu {
  const when = `resourceScheme =~ /^(file|vscode-remote)$/ && resourceExtname =~ /^\\.(${endings.join('|')})$/i`;
  return { menu: 'explorer/context', when, group };
}

/**
 * Starts a task: by a button on its own line while it does not run, and from the menu of that line and others.
 * @param others matches the beginning of the `contextValue` of the other lines
 * @param order the place in the menu
 */
export function taskMenus(
  { kind }: TaskDefinition,
  owner: TaskOwner['type'],
  others: RegExp,
  order: number,
  onMenu: (pattern: RegExp, group: string) => Menu = onLines,
): readonly Menu[] {
  const idle = `task\\.idle\\.${kind}\\.${owner}`;
  return [lineButton(new RegExp(`^${idle}`), 1), onMenu(new RegExp(`^(${others.source}|${idle})`), `1_task@${order}`)];
}

function lines(pattern: RegExp): string {
  return `view == ${viewId} && viewItem =~ /${pattern.source}/`;
}

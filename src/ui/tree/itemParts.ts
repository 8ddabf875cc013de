import type { TaskRegistry } from '../../tasks/running/taskRegistry';

/** What a line of the tree shows, in plain values; `treeItem` makes the editor's item from it. */
export interface ItemParts {
  readonly label: string;
  readonly icon: Icon;
  /** Shown in grey after the label; empty for nothing. */
  readonly description?: string;
  /** Absent for a node without children. */
  readonly state?: 'collapsed' | 'expanded';
  /** The `viewItem` of the menus in the manifest: the node's type first, then what can be done with it. */
  readonly contextValue: string;
  /** The text for screen readers, if label and description are not enough. */
  readonly accessibilityLabel?: string;
  /** Runs when the line is clicked. */
  readonly command?: ItemCommand;
}

export interface ItemCommand {
  readonly command: string;
  readonly title: string;
  readonly arguments?: unknown[];
}

/** A codicon, and the id of a theme colour. */
export interface Icon {
  readonly id: string;
  readonly colour?: string;
}

/** What a tooltip shows, as plain text: no part of it is markup. */
export interface TooltipParts {
  readonly heading: string;
  readonly details: readonly Detail[];
  /** Shown between the heading and the details. */
  readonly text?: string;
}

/** A name and its value; not shown if the value is empty. */
export type Detail = readonly [name: string, value: string];

/** What the parts depend on, besides the node. */
export interface ItemContext {
  readonly registry: TaskRegistry;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** For numbers and dates: `en`, `it`. */
  readonly locale: string;
}

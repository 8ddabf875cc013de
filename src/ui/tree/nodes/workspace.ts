import * as l10n from '@vscode/l10n';
import type { Workspace } from '../../../model/databases';
import type { ItemContext, ItemParts, TooltipParts } from '../itemParts';

/** A group of databases. Kept over refreshes, and updated in place, like a database. */
export interface WorkspaceTreeNode {
  readonly type: 'workspace';
  readonly id: string;
  workspace: Workspace;
}

export function workspaceParts({ workspace }: WorkspaceTreeNode, { registry }: ItemContext): ItemParts {
  const running = registry.listOf({ type: 'workspace', id: workspace.id }).length > 0;
  return {
    label: workspace.name,
    icon: { id: 'folder-library' },
    description: running ? l10n.t('running') : '',
    state: 'expanded',
    contextValue: running ? 'workspace.running' : 'workspace.idle',
  };
}

export function workspaceTooltip({ workspace }: WorkspaceTreeNode): TooltipParts {
  return { heading: workspace.name, details: [[l10n.t('Kind'), l10n.t('workspace')]] };
}

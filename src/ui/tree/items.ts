import * as vscode from 'vscode';
import { formatDuration } from '../../base/duration';
import { messageOf } from '../../base/errors';
import type { ColumnNode, Comments, TableNode } from '../../model/elements';
import { sourceEngines } from '../../sources/engines';
import type { TaskRegistry } from '../../tasks/running/taskRegistry';
import { dateAndTime, timeAgo, wholeNumber } from '../texts/format';
import { commandIds } from '../ids';
import { endedText, failedText, joined, locale, runningText, taskTitle } from '../texts/texts';
import { contextValue } from './contextValue';
import {
  ownerOf,
  relationshipLabel,
  rowOf,
  type RunTreeNode,
  type SqlDbTreeNode,
  type TaskTreeNode,
  type TreeNode,
  type WorkspaceTreeNode,
} from './nodes';
import { runView, stateOf, taskView, type Look, type TaskView } from './taskView';

/** What an item's text depends on besides its node. */
export interface ItemContext {
  readonly registry: TaskRegistry;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
}

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** The item of a node, without its tooltip: `resolveTooltip` makes that when somebody points at it. */
export function treeItem(node: TreeNode, context: ItemContext): vscode.TreeItem {
  const item = itemOf(node, context);
  item.id = node.id;
  item.contextValue = contextValue(node, isRunning(node, context));
  return item;
}

function isRunning(node: TreeNode, context: ItemContext): boolean {
  const { registry, now } = context;
  if (node.type === 'workspace' || node.type === 'sqlDb') return registry.listOf(ownerOf(node)).length > 0;
  if (node.type === 'task') return isActive(viewOfTask(node, registry, now));
  return node.type === 'run' && isActive(viewOfRun(node, context));
}

function isActive({ look }: TaskView): boolean {
  return look === 'running' || look === 'elsewhere';
}

function viewOfTask(node: TaskTreeNode, registry: TaskRegistry, now: number): TaskView {
  const run = registry.find(ownerOf(node.parent), node.definition.kind);
  const state = stateOf(rowOf(node.parent), node.definition);
  return taskView(state, node.lastRun, run, now, registry.findUnsaved(state.taskId));
}

function viewOfRun({ run }: RunTreeNode, { registry, now }: ItemContext): TaskView {
  return runView(run, registry.get(run.taskId), now, registry.findUnsaved(run.taskId));
}

function itemOf(node: TreeNode, context: ItemContext): vscode.TreeItem {
  switch (node.type) {
    case 'workspace':
      return workspaceItem(node, context);
    case 'sqlDb':
      return sqlDbItem(node, context);
    case 'task':
      return taskItem(node, context);
    case 'run':
      return runItem(node, context);
    case 'tables':
      return simpleItem(vscode.l10n.t('Tables'), {
        icon: icon('list-tree'),
        description: wholeNumber(node.count, locale()),
        state: node.count > 0 ? Collapsed : None,
      });
    case 'table':
      return tableItem(node.table);
    case 'column':
      return columnItem(node.column);
    case 'relationships':
      return simpleItem(vscode.l10n.t('Relationships'), {
        icon: icon('references'),
        state: node.any ? Collapsed : None,
      });
    case 'relationship':
      return simpleItem(relationshipLabel(node.relationship), {
        icon: icon(node.relationship.gone ? goneIcon : 'arrow-right'),
        description: goneText(node.relationship.gone),
      });
    case 'error':
      return simpleItem(node.parent ? vscode.l10n.t('Cannot be read') : vscode.l10n.t('No project database'), {
        icon: icon('error', 'list.errorForeground'),
        description: messageOf(node.error),
        state: Expanded,
      });
    case 'action':
      return simpleItem(node.title, {
        icon: icon(node.icon),
        command: { command: node.command, title: node.title },
      });
  }
}

function workspaceItem(node: WorkspaceTreeNode, { registry }: ItemContext): vscode.TreeItem {
  const running = registry.listOf(ownerOf(node)).length > 0;
  return simpleItem(node.workspace.name, {
    icon: icon('folder-library'),
    description: running ? vscode.l10n.t('running') : '',
    state: Expanded,
  });
}

function sqlDbItem(node: SqlDbTreeNode, { registry }: ItemContext): vscode.TreeItem {
  const { sqlDb } = node;
  const states = Object.values(sqlDb.tasks);
  const running = registry.listOf(ownerOf(node)).length > 0;
  const failed = states.some(({ status }) => status === 'FAILED');
  return simpleItem(sqlDb.name, {
    icon: icon('database'),
    description: joined([
      sourceEngines.get(sqlDb.dbType)?.label ?? sqlDb.dbType,
      running ? vscode.l10n.t('running') : failed ? endedText('FAILED') : '',
    ]),
    state: Expanded,
  });
}

function taskItem(node: TaskTreeNode, { registry, now }: ItemContext): vscode.TreeItem {
  const view = viewOfTask(node, registry, now);
  return simpleItem(taskTitle(node.definition), {
    icon: lookIcon(view.look),
    description: viewText(view),
    state: node.lastRun ? Collapsed : None,
  });
}

function runItem(node: RunTreeNode, context: ItemContext): vscode.TreeItem {
  const { run, parent } = node;
  const view = viewOfRun(node, context);
  const label = dateAndTime(run.startTime, locale());
  const item = simpleItem(label, {
    icon: lookIcon(view.look),
    description: view.run ? runningText(view.run) : runEndText(view),
    command: {
      command: commandIds.showTaskLog,
      title: taskTitle(parent.definition),
      arguments: [{ taskId: run.taskId }],
    },
  });
  if (!view.run) item.accessibilityInformation = { label: joined([label, endText(view)]) };
  return item;
}

function tableItem(table: TableNode): vscode.TreeItem {
  const icons: Record<string, string> = {
    view: 'eye',
    materializedView: 'eye',
    virtual: 'search',
    foreignTable: 'link-external',
    partitionedTable: 'layers',
    partition: 'layers',
  };
  return simpleItem(table.name, {
    icon: icon(table.gone ? goneIcon : (icons[table.kind] ?? 'table')),
    description: joined([goneText(table.gone), commentText(table)]),
    state: Collapsed,
  });
}

function columnItem(column: ColumnNode): vscode.TreeItem {
  const isKey = column.primaryKeyPosition > 0;
  const keyIcon = isKey ? 'key' : column.foreignKey ? 'references' : 'symbol-field';
  const item = simpleItem(column.name, {
    icon: icon(column.gone ? goneIcon : keyIcon, isKey && !column.gone ? 'charts.yellow' : undefined),
    description: joined([goneText(column.gone), column.nativeType, commentText(column)]),
  });
  const roles = joined([
    isKey ? vscode.l10n.t('primary key') : '',
    column.foreignKey ? vscode.l10n.t('refers to {0}', column.foreignKey) : '',
  ]);
  if (roles) item.accessibilityInformation = { label: joined([column.name, item.description as string, roles]) };
  return item;
}

/** A task's line after its name: `completed 3 min. ago · 12s`; failures first, since a narrow view cuts the end. */
function viewText(view: TaskView): string {
  if (view.run) return runningText(view.run);
  if (view.look === 'never') return vscode.l10n.t('not run yet');
  if (view.endedAgo === undefined) return endText(view);
  const ago = timeAgo(view.endedAgo, locale());
  return joined([failedText(view.failed ?? 0), `${lookText(view.look)} ${ago}`, lastedText(view)]);
}

function endText(view: TaskView): string {
  return joined([lookText(view.look), unsavedText(view), lastedText(view), failedText(view.failed ?? 0)]);
}

/** A run's line in the list of runs, where the icon already says that it completed. */
function runEndText(view: TaskView): string {
  const completed = view.look === 'completed' || view.look === 'warning';
  return joined([
    completed ? '' : lookText(view.look),
    unsavedText(view),
    lastedText(view),
    failedText(view.failed ?? 0),
  ]);
}

function unsavedText({ unsaved }: TaskView): string {
  return unsaved ? vscode.l10n.t('not saved') : '';
}

function lastedText({ lasted }: TaskView): string {
  return lasted === undefined ? '' : formatDuration(lasted);
}

function lookText(look: Look): string {
  if (look === 'failed') return endedText('FAILED');
  if (look === 'cancelled') return endedText('CANCELLED');
  if (look === 'completed' || look === 'warning') return endedText('COMPLETED');
  return look === 'elsewhere' ? vscode.l10n.t('running in another window') : '';
}

const looks: Record<Look, readonly [icon: string, colour?: string]> = {
  never: ['circle-outline'],
  running: ['sync~spin', 'charts.blue'],
  elsewhere: ['sync~spin', 'charts.blue'],
  completed: ['testing-passed-icon', 'testing.iconPassed'],
  warning: ['warning', 'list.warningForeground'],
  failed: ['testing-failed-icon', 'testing.iconFailed'],
  cancelled: ['circle-slash', 'testing.iconSkipped'],
};

function lookIcon(look: Look): vscode.ThemeIcon {
  return icon(...looks[look]);
}

const goneIcon = 'circle-slash';

function goneText(gone: boolean): string {
  return gone ? vscode.l10n.t('gone') : '';
}

/** The description; where there is none, the generated comment, marked as one. */
function commentText({ description, generatedComment }: Comments): string {
  if (description !== '' || generatedComment === '') return oneLine(description);
  return `✦ ${oneLine(generatedComment)}`;
}

/** A comment as one short line: the tooltip has the whole. */
function oneLine(text: string): string {
  return text.slice(0, 200).replace(/\s+/g, ' ').trim();
}

function icon(id: string, colour?: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

interface ItemParts {
  readonly icon: vscode.ThemeIcon;
  readonly description?: string;
  readonly state?: vscode.TreeItemCollapsibleState;
  readonly command?: vscode.Command;
}

function simpleItem(label: string, parts: ItemParts): vscode.TreeItem {
  const item = new vscode.TreeItem(label, parts.state ?? None);
  item.iconPath = parts.icon;
  if (parts.description) item.description = parts.description;
  if (parts.command) item.command = parts.command;
  return item;
}

import * as vscode from 'vscode';
import { messageOf } from '../../base/errors';
import type { ColumnNode, TableNode, TaskRunRow } from '../../catalog/catalog';
import { dateAndTime, wholeNumber } from '../format';
import { endedText, locale, taskTitle } from '../texts';
import { relationshipLabel, type TreeNode } from './nodes';

/** A name and its value; one whose value is empty is left out. */
type Detail = readonly [name: string, value: string];

/** All details of a node, made when somebody points at it. */
export function tooltip(node: TreeNode): vscode.MarkdownString | undefined {
  switch (node.type) {
    case 'sqlDb': {
      const { name, dbType, dbName, language } = node.sqlDb;
      return details(name, [
        [vscode.l10n.t('Type'), dbType],
        [vscode.l10n.t('Database'), dbName],
        [vscode.l10n.t('Language of comments'), language ?? ''],
      ]);
    }
    case 'task':
      return node.lastRun && runTooltip(taskTitle(node.definition), node.lastRun);
    case 'run':
      return runTooltip(taskTitle(node.parent.definition), node.run);
    case 'table':
      return tableTooltip(node.table);
    case 'column':
      return columnTooltip(node.column);
    case 'relationship':
      return details(relationshipLabel(node.relationship), [goneDetail(node.relationship.gone)]);
    case 'error':
      return details(vscode.l10n.t('Cannot be read'), [], messageOf(node.error));
    case 'tables':
    case 'relationships':
    case 'action':
      return undefined;
  }
}

function runTooltip(title: string, run: TaskRunRow): vscode.MarkdownString {
  const running = run.status === 'RUNNING';
  const ended = run.status === 'RUNNING' || run.status === 'IDLE' ? '' : endedText(run.status);
  return details(
    title,
    [
      [vscode.l10n.t('Status'), running ? vscode.l10n.t('running') : ended],
      [vscode.l10n.t('Started'), dateAndTime(run.startTime, locale())],
      [vscode.l10n.t('Ended'), run.endTime === null ? '' : dateAndTime(run.endTime, locale())],
      [vscode.l10n.t('Tables'), running ? '' : wholeNumber(run.processed, locale())],
      [vscode.l10n.t('Failed'), run.failed > 0 ? wholeNumber(run.failed, locale()) : ''],
      [vscode.l10n.t('Process'), `${run.processId} (${run.host})`],
      [vscode.l10n.t('Task id'), run.taskId],
    ],
    run.error ?? '',
  );
}

function tableTooltip(table: TableNode): vscode.MarkdownString {
  const kinds: Record<string, string> = {
    table: vscode.l10n.t('table'),
    view: vscode.l10n.t('view'),
    virtual: vscode.l10n.t('virtual table'),
  };
  return details(
    table.name,
    [
      [vscode.l10n.t('Kind'), kinds[table.kind] ?? table.kind],
      [vscode.l10n.t('Generated comment'), table.generatedComment],
      goneDetail(table.gone),
    ],
    table.description,
  );
}

function columnTooltip(column: ColumnNode): vscode.MarkdownString {
  const generated: Record<string, string> = {
    virtual: vscode.l10n.t('yes, when read'),
    stored: vscode.l10n.t('yes, and stored'),
  };
  return details(
    column.name,
    [
      [vscode.l10n.t('Type'), column.nativeType],
      [vscode.l10n.t('Data format'), column.dataFormat],
      [vscode.l10n.t('May be NULL'), column.nullable ? vscode.l10n.t('yes') : vscode.l10n.t('no')],
      [vscode.l10n.t('Default'), column.defaultValue ?? ''],
      [vscode.l10n.t('Primary key'), column.primaryKeyPosition > 0 ? `#${column.primaryKeyPosition}` : ''],
      [vscode.l10n.t('Refers to'), column.foreignKey],
      [vscode.l10n.t('Generated'), generated[column.generated] ?? ''],
      [vscode.l10n.t('Hidden'), column.hidden ? vscode.l10n.t('yes') : ''],
      [vscode.l10n.t('Generated comment'), column.generatedComment],
      goneDetail(column.gone),
    ],
    column.description,
  );
}

function goneDetail(gone: boolean): Detail {
  return [vscode.l10n.t('Gone'), gone ? vscode.l10n.t('it is no longer in the source') : ''];
}

/** Everything that came from outside goes through `appendText`, which makes markup of it harmless. */
function details(heading: string, list: readonly Detail[], text = ''): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.appendMarkdown('**').appendText(heading).appendMarkdown('**\n\n');
  if (text !== '') markdown.appendText(text).appendMarkdown('\n\n');
  for (const [name, value] of list) {
    if (value !== '') markdown.appendMarkdown('- ').appendText(`${name}: ${value}`).appendMarkdown('\n');
  }
  return markdown;
}

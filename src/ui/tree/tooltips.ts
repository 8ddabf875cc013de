import * as vscode from 'vscode';
import { messageOf } from '../../base/errors';
import type { ColumnNode, Comments, TableNode } from '../../model/elements';
import type { TaskRunRow } from '../../model/runs';
import { sourceEngines } from '../../sources/engines';
import { dateAndTime, wholeNumber } from '../texts/format';
import { endedText, joined, locale, taskTitle } from '../texts/texts';
import { relationshipLabel, type TreeNode } from './nodes';

/** A name and its value; one whose value is empty is left out. */
type Detail = readonly [name: string, value: string];

/** All details of a node, made when somebody points at it. */
export function tooltip(node: TreeNode): vscode.MarkdownString | undefined {
  switch (node.type) {
    case 'workspace':
      return details(node.workspace.name, [[vscode.l10n.t('Kind'), vscode.l10n.t('workspace')]]);
    case 'sqlDb': {
      const { name, dbType, dbName, dbHost, dbPort, schema, userName, ssh, language } = node.sqlDb;
      return details(name, [
        [vscode.l10n.t('Type'), sourceEngines.get(dbType)?.label ?? dbType],
        [vscode.l10n.t('Server'), dbHost === undefined ? '' : `${dbHost}${dbPort === undefined ? '' : `:${dbPort}`}`],
        [vscode.l10n.t('Through SSH'), ssh?.host ?? ''],
        [vscode.l10n.t('Database'), dbName],
        [vscode.l10n.t('Schema'), schema ?? ''],
        [vscode.l10n.t('User'), userName ?? ''],
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
      [vscode.l10n.t('Done'), running ? '' : wholeNumber(run.processed, locale())],
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
    partitionedTable: vscode.l10n.t('partitioned table'),
    partition: vscode.l10n.t('partition'),
    materializedView: vscode.l10n.t('materialized view'),
    foreignTable: vscode.l10n.t('foreign table'),
  };
  return details(
    table.name,
    [[vscode.l10n.t('Kind'), kinds[table.kind] ?? table.kind], ...commentDetails(table), goneDetail(table.gone)],
    table.description,
  );
}

function columnTooltip(column: ColumnNode): vscode.MarkdownString {
  const generated: Record<string, string> = {
    virtual: vscode.l10n.t('yes, when read'),
    stored: vscode.l10n.t('yes, and stored'),
    identity: vscode.l10n.t('yes, by counting'),
  };
  return details(
    column.name,
    [
      [vscode.l10n.t('Type'), column.nativeType],
      [vscode.l10n.t('Data format'), column.dataFormat],
      [vscode.l10n.t('Values'), column.enumValues.join(', ')],
      [vscode.l10n.t('May be NULL'), column.nullable ? vscode.l10n.t('yes') : vscode.l10n.t('no')],
      [vscode.l10n.t('Default'), column.defaultValue ?? ''],
      [vscode.l10n.t('Primary key'), column.primaryKeyPosition > 0 ? `#${column.primaryKeyPosition}` : ''],
      [vscode.l10n.t('Refers to'), column.foreignKey],
      [vscode.l10n.t('Generated'), generated[column.generated] ?? ''],
      [vscode.l10n.t('Hidden'), column.hidden ? vscode.l10n.t('yes') : ''],
      ...commentDetails(column),
      goneDetail(column.gone),
    ],
    column.description,
  );
}

/** Whose words the description is, and what was generated, by whom and when. */
function commentDetails(comments: Comments): readonly Detail[] {
  const { description, generatedComment, generatedBy, generatedAt, commentError } = comments;
  const by = joined([generatedBy, generatedAt === null ? '' : dateAndTime(generatedAt, locale())]);
  return [
    [vscode.l10n.t('Description by'), descriptionBy(comments)],
    [vscode.l10n.t('Generated comment'), generatedComment === description ? '' : generatedComment],
    [vscode.l10n.t('Generated by'), generatedComment === '' ? '' : by],
    [vscode.l10n.t('Generating failed'), commentError],
  ];
}

function descriptionBy({ description, sourceDescription, generatedComment }: Comments): string {
  if (description === '') return '';
  if (description === sourceDescription) return vscode.l10n.t('the source');
  if (description === generatedComment) return vscode.l10n.t('a generator, accepted by a person');
  return vscode.l10n.t('a person');
}

function goneDetail(gone: boolean): Detail {
  return [vscode.l10n.t('Gone'), gone ? vscode.l10n.t('it is no longer in the source') : ''];
}

/** Everything that came from outside goes through `appendWords`. */
function details(heading: string, list: readonly Detail[], text = ''): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.appendMarkdown('**').appendText(heading).appendMarkdown('**\n\n');
  if (text !== '') appendWords(markdown, text).appendMarkdown('\n\n');
  for (const [name, value] of list) {
    if (value !== '') appendWords(markdown.appendMarkdown('- '), `${name}: ${value}`).appendMarkdown('\n');
  }
  return markdown;
}

/** `appendText` makes markup harmless, but its spaces are no-break ones: a long comment would break within words. */
function appendWords(markdown: vscode.MarkdownString, text: string): vscode.MarkdownString {
  const words = text.split(' ').filter((word) => word !== '');
  for (const [index, word] of words.entries()) markdown.appendMarkdown(index > 0 ? ' ' : '').appendText(word);
  return markdown;
}

import * as l10n from '@vscode/l10n';
import assert from 'node:assert/strict';
import type { TableKind } from '../../../../src/model/elements';
import { ThothError } from '../../../../src/base/errors';
import { columnComments } from '../../../../src/tasks/kinds/columnComments';
import { dbElements } from '../../../../src/tasks/kinds/dbElements';
import { taskKinds } from '../../../../src/tasks/kinds/kinds';
import { createBranch, createWorkspaceBranch } from '../../../../src/ui/tree/branches';
import type { ItemContext, ItemParts, TooltipParts } from '../../../../src/ui/tree/itemParts';
import { partsOf, tooltipOf, type TaskTreeNode, type TreeNode } from '../../../../src/ui/tree/nodes';
import type { ColumnTreeNode } from '../../../../src/ui/tree/nodes/column';
import type { TableTreeNode } from '../../../../src/ui/tree/nodes/table';
import { failedOutcome } from '../../support/outcomes';
import italian from '../../../../l10n/bundle.l10n.it.json';
import {
  aColumn,
  aContext,
  aRun,
  aSqlDb,
  aTable,
  aWorkspace,
  ended,
  idle,
  minute,
  now,
  running,
  startRun,
} from './support';

const owner = { type: 'sqlDb', id: 7 } as const;

/** A line as a person sees it: `icon (colour) | label | description`. */
function line(node: TreeNode, context: ItemContext = aContext()): string {
  const { icon, label, description = '' } = partsOf(node, context);
  return `${icon.id}${icon.colour ? ` (${icon.colour})` : ''} | ${label} | ${description}`;
}

/** A tooltip as a person sees it, without the details that are empty. */
function tooltip(node: TreeNode): readonly string[] {
  const { heading, text = '', details } = tooltipOf(node, 'en') as TooltipParts;
  const shown = details.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}`);
  return [heading, ...(text === '' ? [] : [text]), ...shown];
}

/** Times in the time zone of the machine, as the product writes them. */
const time = (milliseconds: number, locale = 'en'): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' }).format(milliseconds);

function taskNode(state = idle, lastRun: TaskTreeNode['lastRun'] = undefined, definition = dbElements): TaskTreeNode {
  const sqlDb = aSqlDb();
  const branch = createBranch({ ...sqlDb, tasks: { ...sqlDb.tasks, [definition.kind]: state } }, undefined, taskKinds);
  const node = branch.tasks.find((task) => task.definition === definition);
  assert.ok(node);
  return Object.assign(node, { lastRun });
}

const { tables, relationships } = createBranch(aSqlDb(), undefined, taskKinds);
const tableNode = (changes: Parameters<typeof aTable>[0] = {}): TableTreeNode => ({
  ...{ type: 'table', id: 't', parent: tables },
  table: aTable(changes),
});
const columnNode = (changes: Parameters<typeof aColumn>[0] = {}): ColumnTreeNode => ({
  ...{ type: 'column', id: 'c', parent: tableNode() },
  column: aColumn(changes),
});

describe('The line of a workspace', () => {
  const { root } = createWorkspaceBranch(aWorkspace(), taskKinds);

  it('says whether one of its tasks is running', () => {
    assert.equal(line(root), 'folder-library | Sales | ');
    const run = startRun(columnComments, { type: 'workspace', id: 7 });
    assert.equal(line(root, aContext([run])), 'folder-library | Sales | running');
    assert.equal(
      line(root, aContext([startRun(dbElements, owner)])),
      'folder-library | Sales | ',
      'a database of its id',
    );
    assert.equal(partsOf(root, aContext()).state, 'expanded');
    assert.deepEqual(tooltip(root), ['Sales', 'Kind: workspace']);
  });
});

describe('The line of a database', () => {
  const nodeOf = (changes: Parameters<typeof aSqlDb>[0] = {}): TreeNode =>
    createBranch(aSqlDb(changes), undefined, taskKinds).root;
  const failed = { tasks: { dbElements: idle, tableComments: ended('FAILED'), columnComments: idle } };

  it('names the engine, and says whether a task is running or has failed', () => {
    assert.equal(line(nodeOf()), 'database | Library | SQLite');
    assert.equal(line(nodeOf(failed)), 'database | Library | SQLite · failed');
    assert.equal(
      line(nodeOf(failed), aContext([startRun(dbElements, owner)])),
      'database | Library | SQLite · running',
    );
    assert.equal(line(nodeOf({ dbType: 'oracle' })), 'database | Library | oracle', 'of a newer version');
  });

  it('has a tooltip with what is known of the connection, and no more', () => {
    assert.deepEqual(tooltip(nodeOf()), ['Library', 'Type: SQLite', 'Database: /library.sqlite']);
    const ssh = { host: 'gateway', userName: 'ada', authentication: 'agent' };
    const server = { dbType: 'postgres', dbName: 'library', dbHost: 'db', dbPort: 5432, schema: 'lending' };
    assert.deepEqual(tooltip(nodeOf({ ...server, userName: 'reader', ssh, language: 'it' })), [
      'Library',
      'Type: PostgreSQL',
      'Server: db:5432',
      'Through SSH: gateway',
      'Database: library',
      'Schema: lending',
      'User: reader',
      'Language of comments: it',
    ]);
    assert.ok(tooltip(nodeOf({ dbHost: 'db' })).includes('Server: db'));
  });
});

describe('The line of a task', () => {
  it('of which there was no run says so, and has no children', () => {
    assert.equal(line(taskNode()), 'circle-outline | Database elements | not run yet');
    assert.equal(partsOf(taskNode(), aContext()).state, undefined);
    assert.equal(tooltipOf(taskNode(), 'en'), undefined);
  });

  it('shows a run of this window as it goes on', () => {
    const run = startRun(dbElements, owner);
    const context = aContext([run]);
    const node = taskNode(running, aRun({ status: 'RUNNING', endTime: null }));
    assert.equal(line(node, context), 'sync~spin (charts.blue) | Database elements | 0%');
    run.report({ step: 2, stepCount: 3, done: 1_200, total: 2_800, failed: 2, fraction: 0.439 });
    assert.equal(line(node, context), 'sync~spin (charts.blue) | Database elements | 43% · 1,200/2,800 · 2 failed');
    run.cancel();
    assert.match(line(node, context), /\| Stopping… · 43% · 1,200\/2,800 · 2 failed$/);
    assert.equal(partsOf(node, context).contextValue, 'task.running.dbElements.sqlDb.logged');
  });

  it('shows a run of another window as one', () => {
    const node = taskNode(running, aRun({ status: 'RUNNING', endTime: null }));
    assert.equal(line(node), 'sync~spin (charts.blue) | Database elements | running in another window');
    assert.equal(partsOf(node, aContext()).contextValue, 'task.running.dbElements.sqlDb.logged');
  });

  it('says how the last run ended, when, and how long it took', () => {
    const name = 'Database elements';
    assert.equal(
      line(taskNode(ended('COMPLETED'), aRun())),
      `testing-passed-icon (testing.iconPassed) | ${name} | completed 3 min. ago · 30s`,
    );
    assert.equal(
      line(taskNode(ended('COMPLETED'), aRun({ failed: 1_000 }))),
      `warning (list.warningForeground) | ${name} | 1,000 failed · completed 3 min. ago · 30s`,
    );
    assert.equal(
      line(taskNode(ended('FAILED'), aRun({ status: 'FAILED' }))),
      `testing-failed-icon (testing.iconFailed) | ${name} | failed 3 min. ago · 30s`,
    );
    assert.equal(
      line(taskNode(ended('CANCELLED'), aRun({ status: 'CANCELLED' }))),
      `circle-slash (testing.iconSkipped) | ${name} | cancelled 3 min. ago · 30s`,
    );
    const context = aContext();
    assert.equal(partsOf(taskNode(ended('FAILED'), aRun()), context).state, 'collapsed');
    assert.equal(partsOf(taskNode(ended('FAILED'), aRun()), context).contextValue, 'task.idle.dbElements.sqlDb.logged');
  });

  it('says that the end of a run could not be saved', async () => {
    const run = startRun(dbElements, owner);
    const context = aContext([run]);
    run.count({ processed: 1, failed: 2, total: 3 });
    run.settle({ phase: 'unsaved', outcome: failedOutcome('a'), error: new Error('the disk is full') });
    await run.settled;
    const row = aRun({ status: 'RUNNING', endTime: null });
    const icon = 'testing-failed-icon (testing.iconFailed)';
    assert.equal(line(taskNode(running, row), context), `${icon} | Database elements | failed · not saved · 2 failed`);
    const runNode: TreeNode = { type: 'run', id: 'r', parent: taskNode(), run: row };
    const label = time(row.startTime);
    assert.equal(line(runNode, context), `${icon} | ${label} | failed · not saved · 2 failed`);
    assert.equal(partsOf(runNode, context).contextValue, 'run.ended');
  });
});

describe('The line of a run', () => {
  const label = time(aRun().startTime);
  const nodeOf = (changes: Parameters<typeof aRun>[0] = {}): TreeNode => ({
    ...{ type: 'run', id: 'r', parent: taskNode() },
    run: aRun(changes),
  });

  it('says how long it took, and how it ended where the icon does not', () => {
    assert.equal(line(nodeOf()), `testing-passed-icon (testing.iconPassed) | ${label} | 30s`);
    assert.equal(line(nodeOf({ failed: 3 })), `warning (list.warningForeground) | ${label} | 30s · 3 failed`);
    assert.equal(
      line(nodeOf({ status: 'FAILED' })),
      `testing-failed-icon (testing.iconFailed) | ${label} | failed · 30s`,
    );
    assert.equal(
      line(nodeOf({ status: 'CANCELLED' })),
      `circle-slash (testing.iconSkipped) | ${label} | cancelled · 30s`,
    );
    assert.equal(
      line(nodeOf({ status: 'RUNNING', endTime: null })),
      `sync~spin (charts.blue) | ${label} | running in another window`,
    );
  });

  it('has an accessible label that says how it ended, and opens its log', () => {
    const parts = partsOf(nodeOf({ failed: 3 }), aContext());
    assert.equal(parts.accessibilityLabel, `${label} · completed · 30s · 3 failed`);
    const command = { command: 'thoth.showTaskLog', title: 'Database elements', arguments: [{ taskId: 'a' }] };
    assert.deepEqual(parts.command, command);
    assert.equal(parts.state, undefined);
  });

  it('shows the progress of a run of this window', () => {
    const run = startRun(dbElements, owner);
    run.report({ fraction: 0.5 });
    const parts = partsOf(nodeOf({ status: 'RUNNING', endTime: null }), aContext([run]));
    assert.deepEqual([parts.description, parts.contextValue], ['50%', 'run.running']);
    assert.equal(parts.accessibilityLabel, undefined, 'the line says it all');
  });

  it('has a tooltip with all that is known of it, as its task has of its last run', () => {
    const failedRun = { status: 'FAILED', failed: 2_000, error: 'The file is gone.' } as const;
    const expected = [
      'Database elements',
      'The file is gone.',
      'Status: failed',
      `Started: ${label}`,
      `Ended: ${time(now - 3 * minute)}`,
      'Done: 1,208',
      'Failed: 2,000',
      'Process: 4711 (desk)',
      'Task id: a',
    ];
    assert.deepEqual(tooltip(nodeOf(failedRun)), expected);
    assert.deepEqual(tooltip(taskNode(ended('FAILED'), aRun(failedRun))), expected);
    const goesOn = ['Database elements', 'Status: running', `Started: ${label}`, 'Process: 4711 (desk)', 'Task id: a'];
    assert.deepEqual(tooltip(nodeOf({ status: 'RUNNING', endTime: null })), goesOn);
  });
});

describe('The lines of tables and columns', () => {
  it('count the tables, and open where there are some', () => {
    assert.equal(line({ ...tables, count: 1_234 }), 'list-tree | Tables | 1,234');
    assert.equal(partsOf({ ...tables, count: 1 }, aContext()).state, 'collapsed');
    assert.equal(partsOf({ ...tables, count: 0 }, aContext()).state, undefined);
    assert.equal(tooltipOf(tables, 'en'), undefined);
  });

  it('have an icon for each kind of table', () => {
    const kinds = ['table', 'view', 'materializedView', 'virtual', 'foreignTable', 'partitionedTable', 'partition'];
    const icons = (kinds as TableKind[]).map((kind) => partsOf(tableNode({ kind }), aContext()).icon.id);
    assert.deepEqual(icons, ['table', 'eye', 'eye', 'search', 'link-external', 'layers', 'layers']);
    assert.equal(line(tableNode({ kind: 'new kind' as TableKind })), 'table | Album | ');
    assert.deepEqual(tooltip(tableNode({ kind: 'partition' })), ['Album', 'Kind: partition']);
  });

  it('show the description, and a proposal only where there is none, in one line', () => {
    assert.equal(line(tableNode({ description: 'All\n  albums. ' })), 'table | Album | All albums.');
    assert.equal(line(tableNode({ generatedComment: 'Holds\nalbums.' })), 'table | Album | ✦ Holds albums.');
    const both = { description: 'All albums.', generatedComment: 'Holds albums.' };
    assert.equal(line(tableNode(both)), 'table | Album | All albums.');
    assert.equal(line(tableNode({ description: 'x'.repeat(500) })), `table | Album | ${'x'.repeat(200)}`);
    const values = [{}, both, { ...both, generatedComment: 'All albums.' }].map(
      (comments) => partsOf(columnNode(comments), aContext()).contextValue,
    );
    assert.deepEqual(values, ['column.plain', 'column.proposed', 'column.accepted']);
  });

  it('say that an element is gone before anything else', () => {
    assert.equal(line(tableNode({ gone: true, description: 'Albums.' })), 'circle-slash | Album | gone · Albums.');
    assert.equal(line(columnNode({ gone: true, primaryKeyPosition: 1 })), 'circle-slash | Title | gone · varchar(160)');
    assert.ok(tooltip(tableNode({ gone: true })).includes('Gone: it is no longer in the source'));
  });

  it('show the type of a column, and by the icon whether it is a key', () => {
    assert.equal(line(columnNode({ description: 'The title.' })), 'symbol-field | Title | varchar(160) · The title.');
    const foreignKey = 'Artist.ArtistId';
    assert.equal(line(columnNode({ foreignKey })), 'references | Title | varchar(160)');
    const both = columnNode({ primaryKeyPosition: 2, foreignKey });
    assert.equal(line(both), 'key (charts.yellow) | Title | varchar(160)');
    const label = 'Title · varchar(160) · primary key · refers to Artist.ArtistId';
    assert.equal(partsOf(both, aContext()).accessibilityLabel, label);
    assert.equal(partsOf(columnNode(), aContext()).accessibilityLabel, undefined, 'the line says it all');
  });

  it('have tooltips with every property of a column, and whose words the comments are', () => {
    const node = columnNode({
      ...{ nullable: true, defaultValue: "'unknown'", primaryKeyPosition: 2, foreignKey: 'Artist.ArtistId' },
      ...{ generated: 'stored', hidden: true, enumValues: ['lent', 'here'], gone: true },
      ...{ description: 'The title.', generatedComment: 'A title.', generatedBy: 'gpt', generatedAt: now },
      commentError: 'Timed out.',
    });
    assert.deepEqual(tooltip(node), [
      'Title',
      'The title.',
      'Type: varchar(160)',
      'Data format: VARCHAR',
      'Values: lent, here',
      'May be NULL: yes',
      "Default: 'unknown'",
      'Primary key: #2',
      'Refers to: Artist.ArtistId',
      'Generated: yes, and stored',
      'Hidden: yes',
      'Description by: a person',
      'Generated comment: A title.',
      `Generated by: gpt · ${time(now)}`,
      'Generating failed: Timed out.',
      'Gone: it is no longer in the source',
    ]);
    assert.deepEqual(tooltip(columnNode()), ['Title', 'Type: varchar(160)', 'Data format: VARCHAR', 'May be NULL: no']);
    const authorOf = (comments: Parameters<typeof aTable>[0]): string | undefined =>
      tooltip(tableNode(comments)).find((detail) => detail.startsWith('Description by'));
    const by = 'Description by:';
    const description = 'x';
    assert.equal(authorOf({ description, descriptionAuthor: 'source', sourceDescription: 'x' }), `${by} the source`);
    assert.equal(authorOf({ description, descriptionAuthor: 'source', sourceDescription: 'y' }), `${by} a person`);
    const accepted = authorOf({ description, descriptionAuthor: 'generator', descriptionBy: 'gpt' });
    assert.equal(accepted, `${by} gpt · generated, accepted by a person`);
    assert.equal(authorOf({ description, descriptionAuthor: 'person', descriptionBy: 'Ada' }), `${by} Ada`);
    assert.equal(authorOf({ descriptionAuthor: 'person', descriptionBy: 'Ada' }), `${by} Ada · left empty`);
    assert.equal(authorOf({}), undefined);
    const words = tooltip(tableNode({ description, descriptionAuthor: 'person', sourceDescription: 'of the source' }));
    assert.ok(words.includes('The source says: of the source'));
  });
});

describe('The lines of relationships', () => {
  const ends = { sourceTable: 'Album', sourceColumns: ['ArtistId'], targetTable: 'Artist', targetColumns: ['Id'] };
  const nodeOf = (gone: boolean): TreeNode => ({
    ...{ type: 'relationship', id: 'r', parent: relationships },
    relationship: { id: 1, gone, ...ends },
  });

  it('name both ends, and say that one is gone', () => {
    assert.equal(line(nodeOf(false)), 'arrow-right | Album.ArtistId → Artist.Id | ');
    assert.equal(line(nodeOf(true)), 'circle-slash | Album.ArtistId → Artist.Id | gone');
    const name = 'Album.ArtistId → Artist.Id';
    assert.deepEqual(tooltip(nodeOf(false)), [name]);
    assert.deepEqual(tooltip(nodeOf(true)), [name, 'Gone: it is no longer in the source']);
  });

  it('are below one line, which opens where there are some', () => {
    assert.equal(line(relationships), 'references | Relationships | ');
    assert.equal(partsOf({ ...relationships, any: true }, aContext()).state, 'collapsed');
    assert.equal(partsOf(relationships, aContext()).state, undefined);
    assert.equal(tooltipOf(relationships, 'en'), undefined);
  });
});

describe('The line of an error', () => {
  const error = new ThothError('PROJECT_DATABASE_GONE', 'The file is gone. Choose another.');
  const icon = 'error (list.errorForeground)';

  it('says what could not be read, and why', () => {
    const root: TreeNode = { type: 'error', id: 'error:', parent: undefined, error };
    assert.equal(line(root), `${icon} | No project database | The file is gone. Choose another.`);
    assert.equal(line({ ...root, parent: tables }), `${icon} | Cannot be read | The file is gone. Choose another.`);
    assert.equal(partsOf(root, aContext()).state, 'expanded');
    assert.deepEqual(tooltip(root), ['Cannot be read', 'The file is gone. Choose another.']);
  });

  it('is followed by what can be done about it', () => {
    const parent = { type: 'error', id: 'error:', parent: undefined, error } as const;
    const action = { title: 'Open Settings', command: 'thoth.openSettings', icon: 'gear' };
    const node: TreeNode = { type: 'action', id: 'error:/thoth.openSettings', parent, ...action };
    const expected: ItemParts = {
      label: 'Open Settings',
      icon: { id: 'gear' },
      contextValue: 'action',
      command: { command: 'thoth.openSettings', title: 'Open Settings' },
    };
    assert.deepEqual(partsOf(node, aContext()), expected);
    assert.equal(tooltipOf(node, 'en'), undefined);
  });
});

describe('The lines in Italian', () => {
  before(() => l10n.config({ contents: italian }));
  after(() => l10n.config({ contents: {} }));

  it('have the texts and the numbers of Italian', () => {
    const context = aContext([], 'it');
    const node = taskNode(ended('COMPLETED'), aRun({ failed: 12_000 }));
    const icon = 'warning (list.warningForeground)';
    const text = '12.000 non riuscite · completata 3 min fa · 30s';
    assert.equal(line(node, context), `${icon} | ${italian['Database elements']} | ${text}`);
    assert.equal(
      line(taskNode(), context),
      `circle-outline | ${italian['Database elements']} | ${italian['not run yet']}`,
    );
    const { accessibilityLabel } = partsOf(columnNode({ foreignKey: 'Artist.Id' }), context);
    assert.equal(accessibilityLabel, `Title · varchar(160) · ${italian['refers to {0}'].replace('{0}', 'Artist.Id')}`);
    const { heading, details } = tooltipOf(columnNode(), 'it') as TooltipParts;
    assert.deepEqual([heading, details[0]], ['Title', [italian['Type'], 'varchar(160)']]);
  });
});

import assert from 'node:assert/strict';
import type { ColumnNode, Comments, TableNode } from '../../../src/model/elements';
import { taskKinds } from '../../../src/tasks/kinds/kinds';
import { createBranch, createWorkspaceBranch } from '../../../src/ui/tree/branches';
import { partsOf, type TreeNode } from '../../../src/ui/tree/nodes';
import manifest from '../../../package.json';
import { aContext, aRun, aSqlDb, aWorkspace, startRun } from './tree/support';

const workspace = aWorkspace();
const sqlDb = aSqlDb();
const lastRun = aRun();
const nobodys = {
  ...{ descriptionAuthor: 'person' as const, descriptionBy: '', descriptionTaskId: '', sourceDescription: '' },
  ...{ generatedBy: 'Ada', generatedAt: 1, generatedTaskId: '', commentError: '' },
};
const comments: readonly Comments[] = [
  { ...nobodys, description: 'a', generatedComment: '' },
  { ...nobodys, description: 'a', generatedComment: 'b' },
  { ...nobodys, description: 'b', generatedComment: 'b' },
];

/** A node of each kind that the tree can have. */
function everySortOfLine(): readonly TreeNode[] {
  const group = createWorkspaceBranch(workspace, taskKinds);
  const { root, tasks, tables, relationships } = createBranch(sqlDb, group.root, taskKinds);
  const described = comments.flatMap((written): TreeNode[] => {
    const named = { id: 1, name: 'x', gone: false, ...written };
    const table = {
      type: 'table',
      id: 't',
      parent: tables,
      table: { ...named, kind: 'table' } satisfies TableNode,
    } as const;
    return [table, { type: 'column', id: 'c', parent: table, column: named as ColumnNode }];
  });
  const ends = { sourceTable: 'a', sourceColumns: ['x'], targetTable: 'b', targetColumns: ['y'] };
  const error: TreeNode = { type: 'error', id: 'e', parent: root, error: null };
  return [
    ...[group.root, ...group.tasks, root, ...tasks, tables, relationships],
    ...[...group.tasks, ...tasks].map((task): TreeNode => ({ ...task, lastRun })),
    ...tasks.map((parent): TreeNode => ({ type: 'run', id: 'r', parent, run: lastRun })),
    ...described,
    { type: 'relationship', id: 'p', parent: relationships, relationship: { id: 1, gone: false, ...ends } },
    error,
    createBranch(aSqlDb({ dbType: 'postgres' }), group.root, taskKinds).root,
    { type: 'action', id: 'a', parent: error, title: 'Retry', command: 'thoth.refresh', icon: 'refresh' },
  ];
}

/** Nothing runs, and every task runs; the first of them is the run of the list of runs. */
const contexts = [
  aContext(),
  aContext(
    taskKinds.flatMap((kind, index) => [
      startRun(kind, { type: 'sqlDb', id: sqlDb.id }, index === 0 ? lastRun.taskId : kind.kind),
      startRun(kind, { type: 'workspace', id: workspace.id }, `all ${kind.kind}`),
    ]),
  ),
];
const possible = [
  ...new Set(everySortOfLine().flatMap((node) => contexts.map((context) => partsOf(node, context).contextValue))),
].sort();
const entries = manifest.contributes.menus['view/item/context'];

/** What a condition of the manifest requires of a node. */
function fits(when: string, value: string): boolean {
  const equal = /viewItem == ([\w.]+)/.exec(when)?.[1];
  if (equal !== undefined) return value === equal;
  const pattern = /viewItem =~ \/(.*)\/(?= |$)/.exec(when)?.[1];
  assert.ok(pattern, `${when} does not ask which line it is`);
  return new RegExp(pattern).test(value);
}

/** What the menu of a line offers, in its order; inline actions apart. */
function offered(value: string, inline: boolean): readonly string[] {
  return entries
    .filter(({ when, group }) => group.startsWith('inline') === inline && fits(when, value))
    .sort((one, other) => one.group.localeCompare(other.group))
    .map(({ command }) => command.replace('thoth.', ''));
}

describe('The menus of the tree', () => {
  it('have no condition that is never met', () => {
    for (const { command, when } of entries) {
      assert.ok(
        possible.some((value) => fits(when, value)),
        `${command}: ${when} fits none of ${possible.join(', ')}`,
      );
    }
  });

  it('offer what can be done with a line', () => {
    const menus = Object.fromEntries(possible.map((value) => [value, offered(value, false).join(' ')]));
    const generate = 'generateTableComments generateColumnComments';
    const generateInWorkspace = 'generateWorkspaceTableComments generateWorkspaceColumnComments';
    const database = `createDbElements ${generate} acceptComments testConnection moveToWorkspace copyName removeSqlDb`;
    const server = database.replace('testConnection', 'testConnection allowSampling allowPlainPassword');
    const group = `${generateInWorkspace} renameWorkspace copyName removeWorkspace`;
    assert.deepEqual(menus, {
      action: '',
      'column.accepted': 'generateColumnComments editDescription clearComment copyName',
      'column.plain': 'generateColumnComments editDescription copyName',
      'column.proposed': 'generateColumnComments acceptComments editDescription clearComment copyName',
      error: '',
      relationship: 'copyName',
      relationships: '',
      'run.ended': 'showTaskLog saveTaskLog',
      'run.running': 'cancelTask showTaskLog saveTaskLog',
      'sqlDb.idle': database,
      'sqlDb.idle.server': server,
      'sqlDb.running': database,
      'sqlDb.running.server': server,
      'table.accepted': `${generate} acceptTableWithColumns editDescription clearComment copyName`,
      'table.plain': `${generate} acceptTableWithColumns editDescription copyName`,
      'table.proposed': `${generate} acceptComments acceptTableWithColumns editDescription clearComment copyName`,
      tables: `${generate} acceptComments`,
      'task.idle.columnComments.sqlDb.logged': 'generateColumnComments showTaskLog saveTaskLog resetTaskStatus',
      'task.idle.columnComments.sqlDb.new': 'generateColumnComments resetTaskStatus',
      'task.idle.columnComments.workspace.logged':
        'generateWorkspaceColumnComments showTaskLog saveTaskLog resetTaskStatus',
      'task.idle.columnComments.workspace.new': 'generateWorkspaceColumnComments resetTaskStatus',
      'task.idle.dbElements.sqlDb.logged': 'createDbElements showTaskLog saveTaskLog resetTaskStatus',
      'task.idle.dbElements.sqlDb.new': 'createDbElements resetTaskStatus',
      'task.idle.tableComments.sqlDb.logged': 'generateTableComments showTaskLog saveTaskLog resetTaskStatus',
      'task.idle.tableComments.sqlDb.new': 'generateTableComments resetTaskStatus',
      'task.idle.tableComments.workspace.logged':
        'generateWorkspaceTableComments showTaskLog saveTaskLog resetTaskStatus',
      'task.idle.tableComments.workspace.new': 'generateWorkspaceTableComments resetTaskStatus',
      'task.running.columnComments.sqlDb.logged': 'cancelTask showTaskLog saveTaskLog resetTaskStatus',
      'task.running.columnComments.sqlDb.new': 'cancelTask resetTaskStatus',
      'task.running.columnComments.workspace.logged': 'cancelTask showTaskLog saveTaskLog resetTaskStatus',
      'task.running.columnComments.workspace.new': 'cancelTask resetTaskStatus',
      'task.running.dbElements.sqlDb.logged': 'cancelTask showTaskLog saveTaskLog resetTaskStatus',
      'task.running.dbElements.sqlDb.new': 'cancelTask resetTaskStatus',
      'task.running.tableComments.sqlDb.logged': 'cancelTask showTaskLog saveTaskLog resetTaskStatus',
      'task.running.tableComments.sqlDb.new': 'cancelTask resetTaskStatus',
      'task.running.tableComments.workspace.logged': 'cancelTask showTaskLog saveTaskLog resetTaskStatus',
      'task.running.tableComments.workspace.new': 'cancelTask resetTaskStatus',
      'workspace.idle': group,
      'workspace.running': group,
    });
  });

  it('have one button for a task: to start it, or to stop it', () => {
    for (const value of possible.filter((name) => name.startsWith('task.'))) {
      const [action, ...others] = offered(value, true).filter((command) => command !== 'showTaskLog');
      const kind = value.split('.')[2];
      assert.deepEqual(others, [], value);
      const isStart = action === 'createDbElements' || action?.toLowerCase().includes(kind?.toLowerCase() ?? '-');
      assert.ok(value.includes('.idle.') ? isStart : action === 'cancelTask', `${value}: ${action}`);
    }
  });

  it('hide the commands for a single node while several are selected', () => {
    const severalAtOnce =
      /^thoth\.(createDbElements|generate(Table|Column)Comments|acceptComments|acceptTableWithColumns|moveToWorkspace|copyName)$/;
    for (const { command, when, group } of entries.filter((entry) => !entry.group.startsWith('inline'))) {
      assert.equal(when.includes('!listMultiSelection'), !severalAtOnce.test(command), `${command} in ${group}`);
    }
  });
});

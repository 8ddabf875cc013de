import assert from 'node:assert/strict';
import { taskKinds } from '../../../../src/tasks/kinds/kinds';
import { Branches, type SqlDbBranch } from '../../../../src/ui/tree/branches';
import { readChildren, type ReadNode } from '../../../../src/ui/tree/children';
import { relationshipLabel, type TreeNode } from '../../../../src/ui/tree/nodes';
import { useProject } from '../../support/project';

describe('The children of a node', () => {
  const project = useProject(`
    CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author (id));
  `);
  let branches: Branches;

  beforeEach(() => {
    branches = new Branches(taskKinds);
  });

  /** The nodes of the project's database, as they are in the catalog now. */
  async function readBranch(): Promise<SqlDbBranch> {
    const { workspaces, sqlDbs } = project.catalog;
    branches.replace(await workspaces.list(), await sqlDbs.list());
    const branch = branches.sqlDb(project.sqlDbId);
    assert.ok(branch);
    return branch;
  }

  async function runDbElements(): Promise<string> {
    const run = await project.runner.start('dbElements', project.owner);
    assert.equal((await run.result).status, 'COMPLETED');
    await run.settled;
    return run.taskId;
  }

  const childrenOf = (node: TreeNode): Promise<readonly TreeNode[]> =>
    readChildren(node as ReadNode, project.catalog, branches);
  const namesOf = (nodes: readonly TreeNode[]): readonly string[] =>
    nodes.map((node) => {
      if (node.type === 'table') return node.table.name;
      if (node.type === 'column') return node.column.name;
      return node.type === 'relationship' ? relationshipLabel(node.relationship) : node.type;
    });

  it('of a database that was never read are its tasks and two empty lists', async () => {
    const { root, tasks, tables, relationships } = await readBranch();
    assert.deepEqual(await childrenOf(root), [...tasks, tables, relationships]);
    assert.deepEqual([tables.count, relationships.any], [0, false]);
    assert.deepEqual(
      tasks.map(({ lastRun }) => lastRun),
      taskKinds.map(() => undefined),
    );
    for (const node of [...tasks, tables, relationships]) assert.deepEqual(await childrenOf(node), []);
  });

  it('are what was read, down to the columns, each below its parent', async () => {
    await runDbElements();
    const { root, tables, relationships } = await readBranch();
    await childrenOf(root);
    assert.deepEqual([tables.count, relationships.any], [2, true]);
    const tableNodes = await childrenOf(tables);
    assert.deepEqual(namesOf(tableNodes), ['author', 'book']);
    const [author] = tableNodes;
    assert.ok(author?.type === 'table');
    assert.equal(author.parent, tables);
    const columns = await childrenOf(author);
    assert.deepEqual(namesOf(columns), ['id', 'name']);
    const [id] = columns;
    assert.ok(id?.type === 'column');
    assert.equal(id.parent, author);
    assert.deepEqual(await childrenOf(id), []);
    assert.deepEqual(namesOf(await childrenOf(relationships)), ['book.author → author.id']);
  });

  it('of a task are its last ten runs, the newest first', async () => {
    const taskIds: string[] = [];
    for (let count = 0; count < 11; count++) {
      taskIds.unshift(await runDbElements());
      project.clock.advance(1_000);
    }
    const { root, tasks } = await readBranch();
    await childrenOf(root);
    const task = tasks.find(({ definition }) => definition.kind === 'dbElements');
    assert.ok(task);
    assert.equal(task.lastRun?.taskId, taskIds[0]);
    const runs = await childrenOf(task);
    assert.deepEqual(
      runs.map((node) => node.type === 'run' && node.run.taskId),
      taskIds.slice(0, 10),
    );
  });

  it('of a workspace are its tasks and its databases', async () => {
    const { sqlDbs, workspaces } = project.catalog;
    const workspaceId = await workspaces.add('Sales');
    await sqlDbs.assign(project.sqlDbId, workspaceId);
    await sqlDbs.add({ name: 'alone', dbType: 'sqlite', dbName: project.sourceFile });
    const { root } = await readBranch();
    const workspace = branches.workspace(workspaceId);
    assert.ok(workspace);
    assert.deepEqual(await childrenOf(workspace.root), [...workspace.tasks, root]);
  });

  it('of a database or workspace that was removed meanwhile are none', async () => {
    const { root } = await readBranch();
    branches.replace([], []);
    assert.deepEqual(await childrenOf(root), []);
  });
});

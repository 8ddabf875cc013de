import assert from 'node:assert/strict';
import type { SqlDb } from '../../../../src/model/databases';
import type { RelationshipNode } from '../../../../src/model/elements';
import { taskKinds } from '../../../../src/tasks/kinds/kinds';
import { createBranch, createWorkspaceBranch } from '../../../../src/ui/tree/branches';
import { isTreeNode, ownerOf, parentOf, relationshipLabel, sqlDbOf, workspaceOf } from '../../../../src/ui/tree/nodes';

const idle = { status: 'IDLE', taskId: null, startTime: null, endTime: null } as const;
const sqlDb: SqlDb = {
  id: 7,
  name: 'Library',
  dbType: 'sqlite',
  dbName: '/library.sqlite',
  tasks: { dbElements: idle, tableComments: idle, columnComments: idle },
};

describe('The nodes of the tree', () => {
  it('have a node for each task kind, and ids that no other node has', () => {
    const { root, tasks, tables, relationships } = createBranch(sqlDb, undefined, taskKinds);
    assert.deepEqual(
      tasks.map(({ definition }) => definition),
      taskKinds,
    );
    const other = createBranch({ ...sqlDb, id: 77 }, undefined, taskKinds);
    const all = [root, ...tasks, tables, relationships, other.root, ...other.tasks, other.tables, other.relationships];
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  });

  it('know their parent and their database', () => {
    const { root, tables } = createBranch(sqlDb, undefined, taskKinds);
    assert.equal(parentOf(root), undefined);
    assert.equal(parentOf(tables), root);
    assert.equal(sqlDbOf(tables), sqlDb);
    assert.equal(sqlDbOf({ type: 'error', id: 'e', parent: undefined, error: null }), undefined);
  });

  it('of a workspace have the tasks that run over workspaces, and are the parents of its databases', () => {
    const workspace = { id: 7, name: 'Sales', tasks: { tableComments: idle, columnComments: idle } };
    const { root, tasks } = createWorkspaceBranch(workspace, taskKinds);
    assert.deepEqual(
      tasks.map(({ definition }) => definition.kind),
      ['tableComments', 'columnComments'],
    );
    const branch = createBranch(sqlDb, root, taskKinds);
    assert.equal(parentOf(branch.root), root);
    assert.equal(workspaceOf(branch.tables), workspace);
    assert.deepEqual(
      [ownerOf(root), ownerOf(branch.root)],
      [
        { type: 'workspace', id: 7 },
        { type: 'sqlDb', id: 7 },
      ],
    );
    assert.notEqual(tasks[0]?.id, branch.tasks[1]?.id);
  });

  it('differ from the argument object of a command', () => {
    assert.equal(isTreeNode(createBranch(sqlDb, undefined, taskKinds).root), true);
    for (const other of [undefined, null, 'sqlDb', { sqlDbId: 7 }, { type: 'other' }])
      assert.equal(isTreeNode(other), false);
  });

  it('name a relationship by both its ends, a composite one by all its columns', () => {
    const relationship: RelationshipNode = {
      id: 1,
      sourceTable: 'Album',
      sourceColumns: ['ArtistId'],
      targetTable: 'Artist',
      targetColumns: ['ArtistId'],
      gone: false,
    };
    assert.equal(relationshipLabel(relationship), 'Album.ArtistId → Artist.ArtistId');
    const composite = { ...relationship, sourceColumns: ['a', 'b'], targetColumns: ['x', 'y'] };
    assert.equal(relationshipLabel(composite), 'Album.(a, b) → Artist.(x, y)');
    const dotted = { ...relationship, sourceTable: 's.t', targetColumns: ['x.y'] };
    assert.equal(relationshipLabel(dotted), '"s.t".ArtistId → Artist."x.y"');
  });
});

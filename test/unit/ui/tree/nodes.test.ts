import assert from 'node:assert/strict';
import type { RelationshipNode, SqlDb } from '../../../../src/catalog/catalog';
import { taskKinds } from '../../../../src/tasks/kinds';
import { createBranch, isTreeNode, looksAlike, parentOf, relationshipLabel, sqlDbOf } from '../../../../src/ui/tree/nodes';

const idle = { status: 'IDLE', taskId: null, startTime: null, endTime: null } as const;
const sqlDb: SqlDb = {
  id: 7,
  name: 'Library',
  dbType: 'sqlite',
  dbName: '/library.sqlite',
  tasks: { db_elements: idle, table_comment: idle, column_comment: idle },
};

describe('The nodes of the tree', () => {
  it('have a node for each task kind, and ids that no other node has', () => {
    const { root, tasks, tables, relationships } = createBranch(sqlDb, taskKinds);
    assert.deepEqual(tasks.map(({ definition }) => definition), taskKinds);
    const other = createBranch({ ...sqlDb, id: 77 }, taskKinds);
    const all = [root, ...tasks, tables, relationships, other.root, ...other.tasks, other.tables, other.relationships];
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  });

  it('know their parent and their database', () => {
    const { root, tables } = createBranch(sqlDb, taskKinds);
    assert.equal(parentOf(root), undefined);
    assert.equal(parentOf(tables), root);
    assert.equal(sqlDbOf(tables), sqlDb);
    assert.equal(sqlDbOf({ type: 'error', id: 'e', parent: undefined, error: null }), undefined);
  });

  it('are told apart from the argument object of a command', () => {
    assert.equal(isTreeNode(createBranch(sqlDb, taskKinds).root), true);
    for (const other of [undefined, null, 'sqlDb', { sqlDbId: 7 }, { type: 'other' }]) assert.equal(isTreeNode(other), false);
  });

  it('look alike as long as nothing changed that is shown', () => {
    assert.equal(looksAlike(sqlDb, structuredClone(sqlDb)), true);
    const running = { ...idle, status: 'RUNNING', taskId: 'a' } as const;
    assert.equal(looksAlike(sqlDb, { ...sqlDb, tasks: { ...sqlDb.tasks, db_elements: running } }), false);
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
  });
});

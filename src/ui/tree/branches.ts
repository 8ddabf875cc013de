import type { SqlDb, Workspace } from '../../model/databases';
import type { TaskOwner } from '../../model/runs';
import type { TaskDefinition } from '../../tasks/task';
import { parentOf, type TreeNode } from './nodes';
import type { RelationshipsTreeNode } from './nodes/relationships';
import type { SqlDbTreeNode } from './nodes/sqlDb';
import type { TablesTreeNode } from './nodes/tables';
import type { TaskTreeNode } from './nodes/task';
import type { WorkspaceTreeNode } from './nodes/workspace';

/** The nodes of one database that are kept over refreshes. */
export interface SqlDbBranch {
  readonly root: SqlDbTreeNode;
  readonly tasks: readonly TaskTreeNode[];
  readonly tables: TablesTreeNode;
  readonly relationships: RelationshipsTreeNode;
}

/** The nodes of one workspace that are kept over refreshes, without those of its databases. */
export interface WorkspaceBranch {
  readonly root: WorkspaceTreeNode;
  readonly tasks: readonly TaskTreeNode[];
}

/** The nodes that are kept over refreshes, so that VS Code recognises them, and a single one can be refreshed. */
export class Branches {
  private sqlDbs = new Map<number, SqlDbBranch>();
  private workspaces = new Map<number, WorkspaceBranch>();

  constructor(private readonly kinds: readonly TaskDefinition[]) {}

  sqlDb(id: number): SqlDbBranch | undefined {
    return this.sqlDbs.get(id);
  }

  workspace(id: number): WorkspaceBranch | undefined {
    return this.workspaces.get(id);
  }

  of({ type, id }: TaskOwner): SqlDbBranch | WorkspaceBranch | undefined {
    return type === 'sqlDb' ? this.sqlDb(id) : this.workspace(id);
  }

  listSqlDbs(): readonly SqlDbBranch[] {
    return [...this.sqlDbs.values()];
  }

  /** The workspaces, then the databases. */
  list(): readonly (SqlDbBranch | WorkspaceBranch)[] {
    return [...this.workspaces.values(), ...this.sqlDbs.values()];
  }

  /** Replaces everything by what was read. @returns the root nodes */
  replace(workspaces: readonly Workspace[], sqlDbs: readonly SqlDb[]): readonly TreeNode[] {
    this.workspaces = new Map(workspaces.map((workspace) => [workspace.id, this.keptWorkspace(workspace)]));
    this.sqlDbs = new Map(sqlDbs.map((sqlDb) => [sqlDb.id, this.keptSqlDb(sqlDb)]));
    return this.list()
      .map(({ root }) => root)
      .filter((root) => !parentOf(root));
  }

  /**
   * Compares what was read with the nodes, and updates them.
   * @returns the nodes that look different now; undefined if nodes were added, removed or moved, and then nothing was
   * changed
   */
  update(workspaces: readonly Workspace[], sqlDbs: readonly SqlDb[]): readonly TreeNode[] | undefined {
    const workspaceRoots = [...this.workspaces.values()].map(({ root }) => root);
    const sqlDbRoots = [...this.sqlDbs.values()].map(({ root }) => root);
    const sameLists =
      sameIds(
        workspaces,
        workspaceRoots.map(({ workspace }) => workspace),
      ) &&
      sameIds(
        sqlDbs,
        sqlDbRoots.map(({ sqlDb }) => sqlDb),
      ) &&
      sqlDbs.every(({ workspaceId }, index) => workspaceId === sqlDbRoots[index]?.sqlDb.workspaceId);
    if (!sameLists) return undefined;
    const changed: TreeNode[] = [];
    for (const workspace of workspaces) {
      const root = this.workspaces.get(workspace.id)?.root;
      if (!root || looksAlike(root.workspace, workspace)) continue;
      root.workspace = workspace;
      changed.push(root);
    }
    for (const sqlDb of sqlDbs) {
      const root = this.sqlDbs.get(sqlDb.id)?.root;
      if (!root || looksAlike(root.sqlDb, sqlDb)) continue;
      root.sqlDb = sqlDb;
      changed.push(root);
    }
    return changed;
  }

  private keptWorkspace(workspace: Workspace): WorkspaceBranch {
    const branch = this.workspaces.get(workspace.id) ?? createWorkspaceBranch(workspace, this.kinds);
    branch.root.workspace = workspace;
    return branch;
  }

  /** A database that was moved gets new nodes, since a node's parent never changes. */
  private keptSqlDb(sqlDb: SqlDb): SqlDbBranch {
    const parent = sqlDb.workspaceId === undefined ? undefined : this.workspaces.get(sqlDb.workspaceId)?.root;
    const known = this.sqlDbs.get(sqlDb.id);
    const branch = known?.root.parent === parent && known ? known : createBranch(sqlDb, parent, this.kinds);
    branch.root.sqlDb = sqlDb;
    return branch;
  }
}

export function createBranch(
  sqlDb: SqlDb,
  parent: WorkspaceTreeNode | undefined,
  kinds: readonly TaskDefinition[],
): SqlDbBranch {
  const root: SqlDbTreeNode = { type: 'sqlDb', id: `sqlDb:${sqlDb.id}`, parent, sqlDb };
  return {
    root,
    tasks: taskNodes(root, kinds),
    tables: { type: 'tables', id: `${root.id}/tables`, parent: root, count: 0 },
    relationships: { type: 'relationships', id: `${root.id}/relationships`, parent: root, any: false },
  };
}

/** @param kinds all kinds; those that cannot run over a workspace are skipped */
export function createWorkspaceBranch(workspace: Workspace, kinds: readonly TaskDefinition[]): WorkspaceBranch {
  const root: WorkspaceTreeNode = { type: 'workspace', id: `workspace:${workspace.id}`, workspace };
  return {
    root,
    tasks: taskNodes(
      root,
      kinds.filter(({ overWorkspaces }) => overWorkspaces),
    ),
  };
}

function taskNodes(parent: TaskTreeNode['parent'], kinds: readonly TaskDefinition[]): readonly TaskTreeNode[] {
  return kinds.map((definition) => ({
    type: 'task',
    id: `${parent.id}/${definition.kind}`,
    parent,
    definition,
    lastRun: undefined,
  }));
}

function looksAlike<Owner extends SqlDb | Workspace>(one: Owner, other: Owner): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sameIds(one: readonly { readonly id: number }[], other: readonly { readonly id: number }[]): boolean {
  return one.length === other.length && one.every(({ id }, index) => other[index]?.id === id);
}

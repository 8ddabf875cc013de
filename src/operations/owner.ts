import type { Catalog } from '../catalog/catalog';
import type { SqlDb, Workspace } from '../model/databases';
import type { TaskOwner } from '../model/runs';

/** The id of a SqlDb or a Workspace, as arguments give it. */
export type OwnerId = { readonly sqlDbId: number } | { readonly workspaceId: number };

export function ownerOfId(given: OwnerId): TaskOwner {
  return 'sqlDbId' in given ? { type: 'sqlDb', id: given.sqlDbId } : { type: 'workspace', id: given.workspaceId };
}

export function idOf({ type, id }: TaskOwner): OwnerId {
  return type === 'sqlDb' ? { sqlDbId: id } : { workspaceId: id };
}

/** The row of a SqlDb or a Workspace. @throws ThothError NOT_FOUND */
export function readOwner({ sqlDbs, workspaces }: Catalog, { type, id }: TaskOwner): Promise<SqlDb | Workspace> {
  return type === 'sqlDb' ? sqlDbs.get(id) : workspaces.get(id);
}

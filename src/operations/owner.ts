import type { TaskOwner } from '../model/runs';

/** The id by which a command's argument names a SqlDb or a Workspace. */
export type OwnerId = { readonly sqlDbId: number } | { readonly workspaceId: number };

export function ownerNamed(given: OwnerId): TaskOwner {
  return 'sqlDbId' in given ? { type: 'sqlDb', id: given.sqlDbId } : { type: 'workspace', id: given.workspaceId };
}

export function idOf({ type, id }: TaskOwner): OwnerId {
  return type === 'sqlDb' ? { sqlDbId: id } : { workspaceId: id };
}

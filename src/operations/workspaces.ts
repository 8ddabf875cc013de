import type { Parts } from './parts';

/** The groups of databases. */
export class Workspaces {
  constructor(private readonly parts: Pick<Parts, 'project' | 'rowsChanged'>) {}

  /** @returns the new id @throws ThothError ALREADY_EXISTS */
  async add(name: string): Promise<number> {
    const id = await (await this.parts.project.get()).workspaces.add(name);
    this.parts.rowsChanged.fire();
    return id;
  }

  /** @throws ThothError NOT_FOUND, ALREADY_EXISTS */
  async rename(workspaceId: number, name: string): Promise<void> {
    await (await this.parts.project.get()).workspaces.rename(workspaceId, name);
    this.parts.rowsChanged.fire();
  }

  /** Removes a group with its own runs and logs; its databases stay. @throws ThothError NOT_FOUND, ALREADY_RUNNING */
  async remove(workspaceId: number): Promise<void> {
    await (await this.parts.project.get()).workspaces.remove(workspaceId);
    this.parts.rowsChanged.fire();
  }
}

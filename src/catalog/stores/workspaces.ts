import type { StatusPrefix, TaskState } from './runs';

/** A group of SqlDbs, with tasks of its own that run over all of them. */
export interface Workspace {
  readonly id: number;
  readonly name: string;
  readonly tasks: Readonly<Record<WorkspacePrefix, TaskState>>;
}

/** The status fields that a Workspace has. */
export type WorkspacePrefix = Exclude<StatusPrefix, 'db_elements'>;

/** The groups of SqlDbs. */
export interface WorkspaceStore {
  /** All, in order of name. */
  list(): Promise<readonly Workspace[]>;
  /** @throws ThothError NOT_FOUND */
  get(id: number): Promise<Workspace>;
  /** @throws ThothError ALREADY_EXISTS when the name is taken */
  add(name: string): Promise<number>;
  /** @throws ThothError NOT_FOUND, ALREADY_EXISTS */
  rename(id: number, name: string): Promise<void>;
  /** Removes it, its runs and their logs; its SqlDbs stay. @throws ThothError NOT_FOUND, ALREADY_RUNNING */
  remove(id: number): Promise<void>;
}

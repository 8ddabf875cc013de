import type { CommentStore } from './stores/comments';
import type { ElementStore } from './stores/elements';
import type { RunStore } from './stores/runs';
import type { SqlDbStore } from './stores/sqlDbs';
import type { TableStore } from './stores/tables';
import type { WorkspaceStore } from './stores/workspaces';

/** The project database, open. */
export interface Catalog {
  readonly workspaces: WorkspaceStore;
  readonly sqlDbs: SqlDbStore;
  readonly elements: ElementStore;
  readonly comments: CommentStore;
  readonly runs: RunStore;
  readonly tables: TableStore;
  /** Whether its file was deleted or replaced while it was open: it must be opened anew. */
  readonly gone: boolean;
  /** Looks whether `gone` has become true. @throws ThothError PROJECT_DATABASE_GONE, with what to do, where it is */
  requireInPlace(): Promise<void>;
  close(): Promise<void>;
}

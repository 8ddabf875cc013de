import { Comments } from './comments';
import { Logs } from './logs';
import { createParts, type Parts } from './parts';
import type { Ports } from './ports';
import { ProjectPlaces } from './projectPlaces';
import { SqlDbs } from './sqlDbs';
import { stopOperations } from './stop';
import { Tasks } from './tasks';
import { Workspaces } from './workspaces';

/** Everything that Thoth can do. All arguments and results are plain values; every error is a ThothError. */
export interface Operations extends Parts {
  readonly sqlDbs: SqlDbs;
  readonly workspaces: Workspaces;
  readonly tasks: Tasks;
  readonly comments: Comments;
  readonly projectPlaces: ProjectPlaces;
  readonly logs: Logs;
  /** Cancels the runs of this process and closes the project database, within about 4 s. */
  stop(): Promise<void>;
}

/** Creates the operations for a program's ports. Nothing is opened before an operation needs it. */
export function createOperations(ports: Ports): Operations {
  const parts = createParts(ports);
  const tasks = new Tasks(parts);
  const projectPlaces = new ProjectPlaces(parts);
  const following = ports.settings.onDidChangeProjectDatabase(() => void projectPlaces.reopen());
  return {
    ...parts,
    sqlDbs: new SqlDbs(parts),
    workspaces: new Workspaces(parts),
    tasks,
    comments: new Comments(parts, tasks),
    projectPlaces,
    logs: new Logs(parts),
    async stop() {
      following.dispose();
      await stopOperations(parts);
      parts.taskLines.dispose();
    },
  };
}

import { systemClock, type Clock } from '../base/clock';
import type { ServerTrust } from '../base/servers/encryption';
import type { Catalog } from './catalog';
import { CommentRows } from './comments/commentRows';
import { openProjectFile, type ProjectConnections } from './openProjectFile';
import { openProjectServer } from './openProjectServer';
import { ElementRows } from './elements/elementRows';
import { migrations } from './migrations';
import { SqlDbRows } from './sqlDbs/sqlDbRows';
import { WorkspaceRows } from './sqlDbs/workspaceRows';
import { RunRows } from './runs/runRows';
import { AllRows } from './copy/allRows';

/** Where a project database is: in a SQLite file, or on a PostgreSQL or MariaDB server that a team shares. */
export type ProjectDatabaseLocation =
  | {
      readonly file: string;
      /** Whether only its owner may read it, and the files that SQLite keeps beside it. */
      readonly isPrivate?: boolean;
    }
  | {
      /**
       * `postgres://user@host:port/database`, or `mariadb://…`. Parameters: `sslmode` (`disable`, `prefer`, which is the
       * default, `require`, `verify-full`), `sslrootcert`, a file, and for PostgreSQL `schema`.
       */
      readonly url: string;
      readonly password?: string;
      /** What is known of the server's encryption, and what the person allows; nothing where absent. */
      readonly trust?: ServerTrust;
      /** How long a connection that was lost is tried again, in milliseconds; five seconds by default. */
      readonly reconnectMilliseconds?: number;
    };

/**
 * Opens the project database. Creates it if it does not exist (a file, with its folder; the tables on a server), and
 * migrates it if it is older. After a failure nothing has changed, and nothing stays open.
 * @param clock gives the time at which a table or column is found gone, and the time that is compared with a server's
 * clock
 * @throws ThothError PROJECT_DATABASE_UNREADABLE, PROJECT_DATABASE_FOREIGN, PROJECT_DATABASE_NEWER,
 * PROJECT_DATABASE_READ_ONLY, PROJECT_DATABASE_UNSUPPORTED, PROJECT_DATABASE_LOGIN_REFUSED,
 * PROJECT_DATABASE_PLAIN_PASSWORD, PROJECT_DATABASE_TLS_GONE, INVALID_ARGUMENT for the URL, or NATIVE_BINDING
 */
export async function openProjectDatabase(
  location: ProjectDatabaseLocation,
  clock: Clock = systemClock,
): Promise<Catalog> {
  const connections =
    'file' in location
      ? await openProjectFile(location, migrations)
      : await openProjectServer(location, migrations, clock);
  return buildCatalog(connections, clock);
}

function buildCatalog({ writer, reader, time, guard }: ProjectConnections, clock: Clock): Catalog {
  return {
    workspaces: new WorkspaceRows(writer, reader, time),
    sqlDbs: new SqlDbRows(writer, reader, time),
    elements: new ElementRows(writer, reader, clock),
    comments: new CommentRows(writer, reader, clock),
    runs: new RunRows(writer, reader, time),
    tables: new AllRows(writer, reader),
    get gone() {
      return guard?.gone ?? false;
    },
    async requireInPlace() {
      await guard?.check();
    },
    async close() {
      try {
        await reader.close();
      } finally {
        await writer.close();
      }
    },
  };
}

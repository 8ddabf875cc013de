import type { Clock } from '../base/clock';
import { ThothError } from '../base/errors';
import type { ServerTrust } from '../base/servers/encryption';
import type { Migration } from './migrations/migration';
import { ServerTime } from './storage/databaseTime';
import { tables } from './fields';
import { migrate, type MigrationPlace } from './migrations/migrate';
import type { ProjectConnections } from './openProjectFile';
import { Writer } from './storage/writer';
import { openServer } from './storage/server/openServer';
import { openError } from './storage/server/serverErrors';
import { parseServerUrl, type ServerLocation } from './storage/server/serverUrl';

/** A project database on a server, as in `ProjectDatabaseLocation`. */
interface ServerAccess {
  readonly url: string;
  readonly password?: string;
  readonly trust?: ServerTrust;
  readonly reconnectMilliseconds?: number;
}

/** Opens the project database on a server. */
export async function openProjectServer(
  { url, password, trust, reconnectMilliseconds }: ServerAccess,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<ProjectConnections> {
  const location = parseServerUrl(url);
  const connections = await openServer(location, password, trust, reconnectMilliseconds);
  const writer = new Writer(connections.writer);
  const { reader } = connections;
  try {
    await migrate(writer, serverPlace(location), migrations);
    const time = new ServerTime(reader, location.kind.clockQuery, clock);
    await time.refresh();
    return { writer, reader, time };
  } catch (error) {
    await reader.close();
    await writer.close();
    throw openError(location, error);
  }
}

/** A database or schema may also hold the tables of other programs, if their names differ. */
export function serverPlace({ kind, shown }: ServerLocation): MigrationPlace {
  const { begin, end } = kind.turn;
  const ours: readonly string[] = Object.values(tables).map(({ name }) => name);
  return {
    shown,
    async begin(connection) {
      let answers: readonly { turn?: number }[] = [];
      for (const statement of begin) answers = await connection.rows(statement);
      if (answers[0]?.turn !== 1) throw tooLong(shown);
    },
    mark: () => Promise.resolve(),
    async end(connection) {
      if (end !== undefined) await connection.rows(end);
    },
    isForeign: (present) => present.some((table) => ours.includes(table)),
  };
}

function tooLong(shown: string): ThothError {
  return new ThothError(
    'PROJECT_DATABASE_UNREADABLE',
    `The project database "${shown}" is being brought up to date by another window, which takes long. Try again later.`,
  );
}

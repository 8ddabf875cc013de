import type { Client } from 'pg';
import { ThothError } from '../../../base/errors';

/** How often it is checked whether two clients keep their sessions. */
const poolerChecks = 3;

/** The driver has this field, but its types do not. */
interface ClientWithProcess extends Client {
  /** The process that the server, or a pooler, named at the start. */
  readonly processID: number | null;
}

interface Session {
  /** The server's process. */
  readonly process: number;
  /** The first schema of the search path; null where there is none. */
  readonly schema: string | null;
}

/** Every name is qualified, and no operator is used: the search path may still lead to those of other users. */
const sessionQuery = 'SELECT pg_catalog.pg_backend_pid() AS process, pg_catalog.current_schema() AS schema';

/**
 * Makes a client whose session is safe before anything else runs in it: names are looked up in the server's own schema
 * only, so that no function or operator of another user can take the place of the server's. The setting `thoth.schema`
 * has the schema that was the first in the search path.
 * @param create makes a client that is not connected
 */
export function createSafeClient(create: () => Client): Client {
  const client = create();
  const connect = client.connect.bind(client);
  const connectSafely = async (): Promise<void> => {
    await connect();
    const session = await readSession(client);
    // a pooler gives its clients process ids of its own
    if (session.process !== (client as ClientWithProcess).processID)
      await refuseSharedSessions(client, session, create);
    const schema = client.escapeLiteral(session.schema ?? '');
    await client.query(`SET search_path = pg_catalog, pg_temp; SET thoth.schema = ${schema}`);
  };
  const withCallback = (done: (error?: unknown) => void): void => {
    connectSafely().then(
      () => done(),
      (error: unknown) => {
        done(error);
        client.end().catch(() => undefined);
      },
    );
  };
  return Object.assign(client, { connect: withCallback as Client['connect'] });
}

async function readSession(client: Client): Promise<Session> {
  const { rows } = await client.query<Session>(sessionQuery);
  const [session] = rows;
  if (!session) throw new TypeError('A query without FROM gives one row.');
  return session;
}

/**
 * Settings would go to others, and get lost, where a pooler gives each transaction another session of the server. Two
 * clients at a time see it: a session changes, or both get the same one.
 * @throws ThothError PROJECT_DATABASE_UNSUPPORTED
 */
async function refuseSharedSessions(client: Client, first: Session, create: () => Client): Promise<void> {
  const other = create();
  other.on('error', () => undefined);
  try {
    await other.connect();
    const otherFirst = await readSession(other);
    for (let check = 1; check <= poolerChecks; check += 1) {
      const [own, others] = [await readSession(client), await readSession(other)];
      const isKept = own.process === first.process && others.process === otherFirst.process;
      if (!isKept || own.process === others.process) throw sharedSessions();
    }
  } finally {
    other.end().catch(() => undefined);
  }
}

function sharedSessions(): ThothError {
  return new ThothError(
    'PROJECT_DATABASE_UNSUPPORTED',
    'A connection pooler in between gives each transaction another session of the server, and a project database needs ' +
      'sessions of its own. Name the direct address of the database server in the setting thoth.projectDatabase, or let ' +
      'the pooler keep a session for each client.',
  );
}

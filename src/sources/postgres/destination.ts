import { userInfo } from 'node:os';
import { ThothError } from '../../base/errors';
import type { SourceSettings, SslMode } from '../source';

/** How long a source waits for its server, in milliseconds. */
export interface Timeouts {
  /** For a connection, from the first packet until the server is ready. */
  readonly connect: number;
  /** For a query of the catalog; the server ends it then. */
  readonly statement: number;
  /** For the first rows of a table or view, which may compute anything; the server ends it then. */
  readonly rows: number;
  /** For a lock that somebody else holds. */
  readonly lock: number;
  /** For any sign of the server: the network may be gone without a word. Longer than the others. */
  readonly answer: number;
}

export const defaultTimeouts: Timeouts = {
  connect: 10_000,
  statement: 60_000,
  rows: 20_000,
  lock: 5_000,
  answer: 75_000,
};

/** What a source connects to, with everything that was left out filled in. */
export interface Destination {
  readonly dbName: string;
  readonly schema: string;
  readonly user: string;
  /** Empty where none was given. */
  readonly password: string;
  /** The server as it was named; its certificate must hold this host. */
  readonly host: string;
  readonly port: number;
  readonly ssl: SslMode;
  readonly sslCaFile: string | undefined;
  /** Where the connection really goes: to the server itself, or to the near end of a tunnel. */
  readonly address: { readonly host: string; readonly port: number };
  readonly timeouts: Timeouts;
}

/** Every database has this schema from the beginning, and everything is made in it unless one says otherwise. */
const defaultSchema = 'public';
const defaultHost = 'localhost';
const defaultPort = 5432;
/** Encrypted where the server can be, as PostgreSQL's own programs do. */
const defaultSsl: SslMode = 'prefer';

/**
 * Fills in what the settings leave out. Without a user name it is the system's, as with PostgreSQL's own programs.
 * @throws ThothError INVALID_ARGUMENT for a name that no database can have
 */
export function destinationOf(settings: SourceSettings, timeouts: Timeouts): Destination {
  const host = settings.dbHost || defaultHost;
  const port = settings.dbPort || defaultPort;
  const user = settings.userName || userInfo().username;
  const { dbName, schema = '', password = '', ssl = defaultSsl, sslCaFile } = settings;
  for (const [field, name] of Object.entries({ dbName, schema, userName: user })) requireName(field, name);
  return {
    dbName,
    schema: schema || defaultSchema,
    user,
    password,
    host,
    port,
    ssl,
    sslCaFile,
    address: settings.address ?? { host, port },
    timeouts,
  };
}

/** In the protocol, a NUL ends a name and begins the next setting. */
function requireName(field: string, name: string): void {
  if (!name.includes('\0')) return;
  throw new ThothError('INVALID_ARGUMENT', `"${field}" holds a NUL character, which no name can. Type the name again.`);
}

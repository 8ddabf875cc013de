import { userInfo } from 'node:os';
import { ThothError } from '../../base/errors';
import { temporaryTrust, type ServerTrust } from '../../base/servers/encryption';
import { addressOf, type Address } from '../server/address';
import type { TimeLimits } from '../server/timeLimits';
import type { SourceSettings, SslMode } from '../source';

/** Where a source connects, and how. Everything that the settings leave out is filled in. */
export interface Destination {
  readonly dbName: string;
  readonly schema: string;
  readonly user: string;
  /** Empty where none was given. */
  readonly password: string;
  /** The server as the settings name it; `verify-full` expects this host in its certificate. */
  readonly server: Address;
  readonly ssl: SslMode;
  readonly sslCaFile: string | undefined;
  /** Where the TCP connection goes: to the server, or to the local end of a tunnel. */
  readonly address: Address;
  readonly limits: TimeLimits;
  readonly trust: ServerTrust;
  /** As in `SourceSettings`. */
  readonly sampleViews: boolean;
}

/** Every new database has this schema, and new tables are created in it by default. */
export const defaultSchema = 'public';
export const defaultPort = 5432;
/** The default of PostgreSQL's own programs. */
const defaultSsl: SslMode = 'prefer';

/**
 * Fills in what the settings leave out. The default user is the system's, as in PostgreSQL's own programs.
 * @throws ThothError INVALID_ARGUMENT for a name that no database can have
 */
export function destinationOf(settings: SourceSettings, limits: TimeLimits): Destination {
  const server = addressOf(settings, defaultPort);
  const user = settings.userName || userInfo().username;
  const { dbName, schema = '', password = '', ssl = defaultSsl, sslCaFile } = settings;
  for (const [field, name] of Object.entries({ dbName, schema, userName: user })) requireName(field, name);
  return {
    dbName,
    schema: schema || defaultSchema,
    user,
    password,
    server,
    ssl,
    sslCaFile,
    address: settings.address ?? server,
    limits,
    trust: settings.trust ?? temporaryTrust(),
    sampleViews: settings.sampleViews ?? false,
  };
}

/** PostgreSQL's protocol ends a name at a NUL: the text after it would be read as the next setting. */
function requireName(field: string, name: string): void {
  if (!name.includes('\0')) return;
  throw new ThothError('INVALID_ARGUMENT', `"${field}" holds a NUL character, which no name can. Type the name again.`);
}

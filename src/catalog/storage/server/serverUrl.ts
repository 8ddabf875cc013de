import { ThothError } from '../../../base/errors';
import { sslModes, type SslMode } from '../../../base/servers/encryption';
import { mariadbServer } from './mariadbServer';
import { postgresServer } from './postgresServer';
import type { ServerKind } from './serverKind';
import { serverSchemes, type ServerScheme } from './serverSchemes';

/** The location of a project database on a server, without the password. */
export interface ServerLocation {
  readonly kind: ServerKind;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly userName: string;
  readonly sslMode: SslMode;
  /** The file with the certificates to trust. */
  readonly sslRootCertificate?: string;
  /** PostgreSQL only: the schema of the tables, if it is not the first in the user's search path. */
  readonly schema?: string;
  /** The location in the form that people see. */
  readonly shown: string;
}

const kinds: Readonly<Record<ServerScheme, ServerKind>> = {
  postgres: postgresServer,
  postgresql: postgresServer,
  mariadb: mariadbServer,
  mysql: mariadbServer,
};

const form = 'It has the form postgres://user@host:port/database or mariadb://user@host:port/database.';

/**
 * Parses the URL of a project database on a server.
 * @throws ThothError INVALID_ARGUMENT, whose message contains nothing that may be a password
 */
export function parseServerUrl(text: string): ServerLocation {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = serverSchemes.find((one) => url?.protocol === `${one}:`);
  if (!url || !scheme) throw refused(`The URL of the project database cannot be read. ${form}`);
  const kind = kinds[scheme];
  refuseSecrets(url, kind);
  const host = decode(url.hostname).replace(/^\[|\]$/g, '');
  const database = decode(url.pathname.slice(1));
  const userName = decode(url.username);
  const shown = `${url.protocol}//${url.username}@${url.host}${url.pathname}`;
  if (host === '' || database === '' || database.includes('/') || userName === '') {
    throw refused(`The URL of the project database, "${shown}", lacks the host, the database or the user. ${form}`);
  }
  const sslRootCertificate = url.searchParams.get('sslrootcert');
  const schema = url.searchParams.get('schema');
  return {
    kind,
    host,
    port: url.port === '' ? kind.defaultPort : Number(url.port),
    database,
    userName,
    sslMode: sslModeOf(url, shown),
    ...(sslRootCertificate && { sslRootCertificate }),
    ...(schema && { schema }),
    shown,
  };
}

/** Other parts of a URL are refused: they could be a password, or a setting that Thoth would ignore. */
function refuseSecrets(url: URL, kind: ServerKind): void {
  if (url.password !== '') {
    throw refused(
      'The URL of the project database holds a password. Remove it from the setting thoth.projectDatabase: ' +
        'Thoth asks for the password, and keeps it in the secret storage of the editor.',
    );
  }
  const unknown = [...url.searchParams.keys()].filter((name) => !kind.urlParameters.includes(name));
  if (unknown.length > 0 || url.hash !== '') {
    throw refused(
      `The URL of the project database may have these parameters only: ${kind.urlParameters.join(', ')}. ` +
        'A password does not belong there: Thoth asks for it, and keeps it in the secret storage of the editor.',
    );
  }
}

function sslModeOf(url: URL, shown: string): SslMode {
  const given = url.searchParams.get('sslmode') ?? 'prefer';
  const mode = sslModes.find((one) => one === given);
  if (mode) return mode;
  throw refused(`The sslmode in the URL of the project database, "${shown}", is none of ${sslModes.join(', ')}.`);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw refused(`The URL of the project database has a % that begins no code. ${form}`, cause);
  }
}

function refused(message: string, cause?: unknown): ThothError {
  return new ThothError('INVALID_ARGUMENT', message, { cause });
}

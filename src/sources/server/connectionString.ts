import { ThothError } from '../../base/errors';
import type { SourceEngine, SslMode } from '../source';
import { decode, readParameters, type ConnectionParameters } from './connectionParameters';

/** The parts of a connection string; a part without a default is absent where the string leaves it out. */
export interface ParsedConnection {
  readonly dbType: string;
  /** `localhost` where none is given. */
  readonly dbHost: string;
  /** The engine's default where none is given. */
  readonly dbPort: number;
  /** Empty where none is given. */
  readonly dbName: string;
  readonly schema?: string;
  readonly userName?: string;
  readonly password?: string;
  readonly ssl?: SslMode;
  readonly sslCaFile?: string;
}

type UrlEngine = Pick<SourceEngine, 'dbType' | 'defaultPort' | 'urlSchemes'>;

/** A longer text is refused, in characters. */
const maxLength = 4_096;

/**
 * Reads a connection string as people paste it: with quotes around it, from JDBC or SQLAlchemy, or with a password
 * whose special characters are not encoded.
 * @throws ThothError INVALID_ARGUMENT that says what is wrong; its message has no part that may be a password
 */
export function parseConnectionString(text: string, engines: Iterable<UrlEngine>): ParsedConnection {
  const byScheme = new Map<string, UrlEngine>();
  for (const engine of engines) for (const scheme of engine.urlSchemes) byScheme.set(scheme, engine);
  const { scheme, rest } = splitScheme(text, [...byScheme.keys()]);
  const engine = byScheme.get(scheme);
  if (!engine) throw unknownScheme(scheme, [...byScheme.keys()]);

  const { user, password, host, port, database, parameters } = splitParts(rest);
  const userName = user || parameters.user;
  const secret = password || parameters.password;
  return {
    dbType: engine.dbType,
    dbHost: host || parameters.host || 'localhost',
    dbPort: toPort(port || parameters.port) ?? engine.defaultPort,
    dbName: database || parameters.database || '',
    ...(parameters.schema && { schema: parameters.schema }),
    ...(userName && { userName }),
    ...(secret && { password: secret }),
    ...(parameters.ssl && { ssl: parameters.ssl }),
    ...(parameters.sslCaFile && { sslCaFile: parameters.sslCaFile }),
  };
}

function splitScheme(text: string, known: readonly string[]): { scheme: string; rest: string } {
  const bare = text.trim().replace(/^(["'`])(.*)\1$/s, '$2');
  const start = /^(?:jdbc:)?([a-z][a-z0-9.-]{0,30})(?:\+[a-z0-9_]{1,30})?:\/\//i.exec(bare);
  if (start?.[1] && bare.length <= maxLength) {
    return { scheme: start[1].toLowerCase(), rest: bare.slice(start[0].length) };
  }
  throw new ThothError(
    'INVALID_ARGUMENT',
    `This is no connection string. Paste one such as ${known[0] ?? 'scheme'}://user:password@host/database.`,
  );
}

function unknownScheme(scheme: string, known: readonly string[]): ThothError {
  const list = known.map((one) => `${one}://`).join(', ');
  return new ThothError('INVALID_ARGUMENT', `No database is reached by "${scheme}://". Use one of: ${list}.`);
}

interface Parts {
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly parameters: ConnectionParameters;
}

/**
 * A password may contain a `?`: the parameters begin at the first `?` that is followed by parameters and preceded by
 * complete other parts.
 */
function splitParts(rest: string): Parts {
  for (let at = rest.indexOf('?'); at >= 0; at = rest.indexOf('?', at + 1)) {
    const query = rest.slice(at + 1);
    if (!/^(?:\w[\w.-]*(?:=[^&]*)?(?:&|$))*$/.test(query)) continue;
    const parts = splitHead(rest.slice(0, at));
    if (parts) return { ...parts, parameters: readParameters(query) };
  }
  const parts = splitHead(rest);
  if (parts) return { ...parts, parameters: {} };
  const reason = /^[^/?]*,/.test(rest.slice(rest.lastIndexOf('@') + 1))
    ? 'It names several hosts. Give one only.'
    : 'It is to read scheme://user:password@host:port/database. In the user name and password, write %40 for @, ' +
      '%2F for /, %3F for ?, %23 for # and %25 for %.';
  throw new ThothError('INVALID_ARGUMENT', `The host of this connection string cannot be told. ${reason}`);
}

const hostPortDatabase = /^(?:\[([\da-f:.]+(?:%[\w.-]+)?)\]|([^\s:/?#[\],]*))(?::(\d*))?(?:\/([^/?]*)\/?)?$/i;

/** A password may contain any character, even `@`: the host begins after the last `@`. */
function splitHead(head: string): Omit<Parts, 'parameters'> | null {
  const at = head.lastIndexOf('@');
  const [, user = '', password = ''] = /^([^:]*):?(.*)$/s.exec(head.slice(0, Math.max(at, 0))) ?? [];
  const place = hostPortDatabase.exec(head.slice(at + 1));
  if (!place) return null;
  const [, address, name = '', port = '', database = ''] = place;
  const host = address ?? decode(name);
  return { user: decode(user), password: decode(password), host, port, database: decode(database) };
}

/** @throws ThothError INVALID_ARGUMENT without the port's text: it may be part of a password */
function toPort(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new ThothError('INVALID_ARGUMENT', 'The port of this connection string is no number from 1 to 65535.');
}

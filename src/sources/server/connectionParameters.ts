import { ThothError } from '../../base/errors';
import { sslModes, type SslMode } from '../source';

/** The parameters of a connection string that Thoth uses. */
export interface ConnectionParameters {
  host?: string;
  port?: string;
  user?: string;
  password?: string;
  database?: string;
  schema?: string;
  ssl?: SslMode;
  sslCaFile?: string;
}

/** The names that drivers of many languages give a parameter; in lower case, without `-` and `_`. */
const readers: Readonly<Record<string, (value: string, key: string) => ConnectionParameters>> = {
  host: (host) => ({ host }),
  port: (port) => ({ port }),
  user: (user) => ({ user }),
  username: (user) => ({ user }),
  password: (password) => ({ password }),
  dbname: (database) => ({ database }),
  database: (database) => ({ database }),
  schema: (schema) => ({ schema }),
  currentschema: schemaOfPath,
  searchpath: schemaOfPath,
  options: schemaOfOptions,
  ssl: sslMode,
  sslmode: sslMode,
  usessl: sslMode,
  sslrootcert: certificates,
  sslca: certificates,
};

/**
 * Reads the parameters that Thoth knows, and ignores the others.
 * @param query the part after the `?`
 * @throws ThothError INVALID_ARGUMENT for an unknown SSL mode
 */
export function readParameters(query: string): ConnectionParameters {
  const found: ConnectionParameters = {};
  for (const parameter of query.split('&')) {
    const [, key = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(parameter) ?? [];
    const name = key.toLowerCase().replace(/[-_]/g, '');
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (reader) Object.assign(found, reader(decode(value), key));
  }
  return found;
}

/** The first schema that a search path names; `$user` is no name. */
function schemaOfPath(path: string): ConnectionParameters {
  const names = path.split(',').map((name) => name.trim().replace(/^"(.*)"$/s, '$1'));
  const schema = names.find((name) => name !== '' && name !== '$user');
  return schema === undefined ? {} : { schema };
}

/** PostgreSQL's own `-c search_path=name`, of which a space may be written as `+`. */
function schemaOfOptions(options: string): ConnectionParameters {
  const path = /(?:^|[\s+])(?:-c[\s+]*|--)search_path=((?:\\.|[^\s+])*)/.exec(options)?.[1];
  return path === undefined ? {} : schemaOfPath(path.replace(/\\(.)/g, '$1'));
}

/** The drivers' names of the SSL modes. A mode that Thoth does not have maps to the next stricter one. */
const sslNames: Readonly<Record<string, SslMode>> = {
  disable: 'disable',
  disabled: 'disable',
  false: 'disable',
  0: 'disable',
  allow: 'prefer',
  prefer: 'prefer',
  preferred: 'prefer',
  '': 'require',
  true: 'require',
  1: 'require',
  require: 'require',
  required: 'require',
  trust: 'require',
  'no-verify': 'require',
  'verify-ca': 'verify-full',
  'verify-full': 'verify-full',
  'verify-identity': 'verify-full',
};

function sslMode(value: string, key: string): ConnectionParameters {
  const name = value.toLowerCase().replaceAll('_', '-');
  const ssl = Object.hasOwn(sslNames, name) ? sslNames[name] : undefined;
  if (ssl) return { ssl };
  throw new ThothError(
    'INVALID_ARGUMENT',
    `The connection string gives "${key}" a value that is not known. Use one of: ${sslModes.join(', ')}.`,
  );
}

/** In PostgreSQL `system` means the authorities that the system trusts. */
function certificates(file: string): ConnectionParameters {
  return file === 'system' ? {} : { sslCaFile: file };
}

/** Decodes `%40` and the like; a text with a `%` that encodes nothing is left as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

import { ThothError } from '../base/errors';
import { sshAuthentications, sslModes, type SourceSettings, type SshSettings } from './source';

/** The connection of a SqlDb as it is stored, and as commands take it: without secrets, its names not yet checked. */
export interface StoredConnection extends Omit<
  SourceSettings,
  'password' | 'ssl' | 'ssh' | 'address' | 'sampleViews' | 'trust'
> {
  readonly ssl?: string;
  readonly ssh?: Omit<SshSettings, 'authentication' | 'secret'> & { readonly authentication: string };
}

/** The secrets of a connection. */
export interface ConnectionSecrets {
  /** The database's password. */
  readonly password?: string;
  /** The password of the SSH server, or the passphrase of the key. */
  readonly sshSecret?: string;
}

/**
 * The settings that an engine needs to connect.
 * @throws ThothError INVALID_ARGUMENT for an unknown name
 */
export function sourceSettings(stored: StoredConnection, { password, sshSecret }: ConnectionSecrets): SourceSettings {
  const { dbType, dbName, dbHost, dbPort, schema, userName, ssl, sslCaFile, ssh } = stored;
  return {
    dbType,
    dbName,
    ...(dbHost !== undefined && { dbHost }),
    ...(dbPort !== undefined && { dbPort }),
    ...(schema !== undefined && { schema }),
    ...(userName !== undefined && { userName }),
    ...(password !== undefined && { password }),
    ...(ssl !== undefined && { ssl: oneOf(sslModes, ssl, 'ssl') }),
    ...(sslCaFile !== undefined && { sslCaFile }),
    ...(ssh !== undefined && {
      ssh: {
        ...ssh,
        authentication: oneOf(sshAuthentications, ssh.authentication, 'ssh.authentication'),
        ...(sshSecret !== undefined && { secret: sshSecret }),
      },
    }),
  };
}

function oneOf<Name extends string>(names: readonly Name[], value: string, field: string): Name {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw new ThothError('INVALID_ARGUMENT', `"${field}" is "${value}". Use one of: ${names.join(', ')}.`);
}

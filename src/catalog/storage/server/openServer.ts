import { readFile } from 'node:fs/promises';
import { Sequelize } from 'sequelize';
import { ThothError } from '../../../base/errors';
import {
  connectEncrypted,
  encryptionsOf,
  temporaryTrust,
  type EncryptionTarget,
  type ServerTrust,
} from '../../../base/servers/encryption';
import { plainError } from '../../../base/servers/serverTexts';
import { Connection, type Engine } from '../connection';
import { explainQueryErrors, retryQueries } from '../queryErrors';
import { changeRefused, connectionLost, isWithoutTls, openError, queryTooSlow } from './serverErrors';
import { serverEngine } from './serverEngine';
import type { ConnectionRole, SocketWithTimeout, TlsOptions } from './serverKind';
import type { ServerLocation } from './serverUrl';

/** The largest number of connections for reading; and how long one may be idle, in milliseconds. */
const maxReaders = 3;
const idleMilliseconds = 60_000;

/** Longer than most servers take to start again, or to hand over to another. */
const defaultReconnectMilliseconds = 5_000;

/** Keeps Sequelize from connecting only to read the version. `refuseOld` reads it, and nothing else depends on it. */
const knownVersion = { databaseVersion: '12.0.0' };

/**
 * How long a server may take to answer, in milliseconds, longer than the limit of any statement; and to close a
 * connection.
 */
const socketTimeout = 120_000;
const closeTimeout = 1_000;

/** The connections of one window to a project database on a server. */
export interface ServerConnections {
  readonly writer: Connection;
  readonly reader: Connection;
}

/**
 * Connects to a server: one connection for writing, a few for reading, each opened again after it was lost.
 * @param password empty where there is none
 * @param reconnectMilliseconds how long a connection that was lost is tried again
 * @throws ThothError PROJECT_DATABASE_UNREADABLE, PROJECT_DATABASE_UNSUPPORTED, PROJECT_DATABASE_LOGIN_REFUSED,
 * PROJECT_DATABASE_PLAIN_PASSWORD or PROJECT_DATABASE_TLS_GONE; nothing stays open then
 */
export async function openServer(
  location: ServerLocation,
  password = '',
  trust: ServerTrust = temporaryTrust(),
  reconnectMilliseconds = defaultReconnectMilliseconds,
): Promise<ServerConnections> {
  const tls = await tlsOptions(location);
  try {
    const engine = serverEngine(location, reconnectMilliseconds);
    const driver = await location.kind.loadDriver((socket) => destroyWhenSilent(socket, socketTimeout));
    const { host, shown, userName: user, sslMode } = location;
    return await connectEncrypted(
      encryptionsOf[sslMode],
      { host, shown: `the server of the project database "${shown}"`, user, password, trust, refusals },
      (encryption) =>
        tryOut(location, (place, role) =>
          createConnection(location, place, password, driver, encryption === 'none' ? undefined : tls, role, engine),
        ),
      (error) => isWithoutTls(error, location),
    );
  } catch (error) {
    throw openError(location, plainError(error, password));
  }
}

/** How a person agrees, for a project database, to what is refused for safety. */
const refusals: EncryptionTarget['refusals'] = {
  plainPassword: {
    code: 'PROJECT_DATABASE_PLAIN_PASSWORD',
    advice: 'If you trust the network, use the command "Allow Project Database Without Encryption…".',
  },
  tlsGone: {
    code: 'PROJECT_DATABASE_TLS_GONE',
    advice:
      'If TLS was switched off on purpose, use the command "Allow Project Database Without Encryption…", or write ' +
      'sslmode=disable in the URL.',
  },
};

async function tlsOptions({ sslMode, sslRootCertificate, host }: ServerLocation): Promise<TlsOptions | undefined> {
  if (sslMode === 'disable') return undefined;
  const certificates = sslRootCertificate === undefined ? undefined : await readCertificates(sslRootCertificate);
  return { verify: sslMode === 'verify-full', host, ...(certificates !== undefined && { certificates }) };
}

async function readCertificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ThothError(
      'PROJECT_DATABASE_UNREADABLE',
      `The certificates for the project database cannot be read from "${file}". ` +
        'Correct the sslrootcert in the setting thoth.projectDatabase.',
      { cause },
    );
  }
}

/** Where the tables are: in the schema of the URL, or in the one that the first connection finds. */
interface Place {
  schema?: string;
}

async function tryOut(
  location: ServerLocation,
  connect: (place: Place, role: ConnectionRole) => Connection,
): Promise<ServerConnections> {
  const place: Place = { ...(location.schema !== undefined && { schema: location.schema }) };
  const writer = connect(place, 'writer');
  try {
    const [answer] = await writer.rows<{ version: string; schema?: string }>(location.kind.versionQuery);
    refuseOld(location, answer?.version ?? '');
    const reader = connect(place, 'reader');
    const schema = answer?.schema;
    if (schema === undefined) return { writer, reader };
    if (schema === '') throw withoutSchema(location);
    place.schema = schema;
    return { writer: writer.inSchema(schema), reader: reader.inSchema(schema) };
  } catch (error) {
    await writer.close();
    throw error;
  }
}

function refuseOld({ kind, shown }: ServerLocation, version: string): void {
  const oldest = kind.oldestVersion(version);
  if (oldest === undefined) return;
  throw new ThothError(
    'PROJECT_DATABASE_UNSUPPORTED',
    `The server of the project database "${shown}" is ${kind.title} ${version}; Thoth needs ${oldest} or newer. ` +
      'Update the server, or choose another in the setting thoth.projectDatabase.',
  );
}

function withoutSchema({ shown, userName }: ServerLocation): ThothError {
  return new ThothError(
    'PROJECT_DATABASE_UNREADABLE',
    `The search path of "${userName}" leads to no schema in the project database "${shown}". Name the schema of its ` +
      'tables in the parameter "schema" of the URL in the setting thoth.projectDatabase.',
  );
}

function createConnection(
  location: ServerLocation,
  place: Place,
  password: string,
  driver: object,
  tls: TlsOptions | undefined,
  role: ConnectionRole,
  engine: Engine,
): Connection {
  const { kind, host, port, database, userName } = location;
  const sequelize = new Sequelize({
    dialect: kind.dialect,
    dialectModule: driver,
    dialectOptions: kind.dialectOptions(tls),
    host,
    port,
    database,
    username: userName,
    ...(password !== '' && { password }),
    ...knownVersion,
    timezone: '+00:00',
    logging: false,
    retry: { max: 1 },
    pool: { max: role === 'writer' ? 1 : maxReaders, min: 0, idle: idleMilliseconds, acquire: 30_000 },
    hooks: {
      afterConnect: (connection: unknown) => kind.prepare(connection, role, place.schema),
      beforeDisconnect: (connection: unknown) => destroyWhenSilent(kind.socketOf(connection), closeTimeout),
    },
  });
  translateErrors(sequelize, location, password);
  if (role === 'reader') retryQueries(sequelize, (error) => (engine.isLost(error) ? engine.reconnectMilliseconds : 0));
  return new Connection(sequelize, engine);
}

/** Errors are translated in two places: where a query fails, and where a connection for it cannot be made. */
function translateErrors(sequelize: Sequelize, location: ServerLocation, password: string): void {
  explainQueryErrors(sequelize, (error) => {
    plainError(error, password);
    return connectionLost(location, error) ?? queryTooSlow(location, error) ?? changeRefused(location, error) ?? error;
  });
  const { connectionManager } = sequelize;
  const getConnection = connectionManager.getConnection.bind(connectionManager);
  const connected: typeof getConnection = async (options) => {
    try {
      return await getConnection(options);
    } catch (error) {
      throw plainError(error, password);
    }
  };
  Object.assign(connectionManager, { getConnection: connected });
}

/**
 * Destroys the socket after this much silence, so that no caller waits for a frozen server or network. The driver then
 * reports the connection as lost.
 */
export function destroyWhenSilent(socket: SocketWithTimeout, milliseconds: number): void {
  socket.setTimeout(milliseconds, () => {
    const seconds = Math.round(milliseconds / 1_000);
    const error = new Error(`Connection timed out: no answer for ${seconds} s`);
    socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  });
}

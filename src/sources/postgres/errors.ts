import { ThothError, type ErrorCode } from '../../base/errors';
import type { Destination } from './destination';
import { detailOf, failureOf, meansNoTls, noAnswer } from './failures';

/** What to say when no connection comes about, by its reason; `detail` is what the system or the server said. */
const connectMessages: ReadonlyMap<ErrorCode, (destination: Destination, detail: string) => string> = new Map([
  [
    'SOURCE_HOST_UNREACHABLE',
    (to, detail) =>
      `The server ${serverName(to)} cannot be reached: ${detail === noAnswer ? silence(to) : detail}. ` +
      'Check the name of the host and the network; a VPN or an SSH tunnel may be needed.',
  ],
  [
    'SOURCE_PORT_REFUSED',
    (to, detail) =>
      `No server answers at ${serverName(to)}: ${detail}. ` +
      'Check the port, and that PostgreSQL is running there and listens on this address.',
  ],
  [
    'SOURCE_LOGIN_REFUSED',
    (to, detail) =>
      `The server ${serverName(to)} refused the user "${to.user}": ${detail}. ` +
      `Check the user name and the password, and that the user may connect to "${to.dbName}" from here.`,
  ],
  [
    'SOURCE_DATABASE_NOT_FOUND',
    (to, detail) => `There is no database "${to.dbName}" on the server ${serverName(to)}: ${detail}. Check its name.`,
  ],
  [
    'SOURCE_PERMISSION_DENIED',
    (to, detail) =>
      `The user "${to.user}" may not connect to the database "${to.dbName}": ${detail}. ` +
      'Ask the owner of the database for the privilege CONNECT.',
  ],
  [
    'SOURCE_TLS_REFUSED',
    (to, detail) =>
      `The encrypted connection to ${serverName(to)} was refused: ${detail}. ` +
      'Choose the file of the authority that signed the certificate of the server, and name the host as the ' +
      'certificate does; "require" encrypts without checking who answers.',
  ],
  [
    'SOURCE_CONNECTION_LOST',
    (to, detail) =>
      `The server ${serverName(to)} closed the connection: ${detail}. ` +
      'Check that PostgreSQL is running there, and try again.',
  ],
]);

/** Why no connection came about, as a person can use it. */
export function connectError(error: unknown, destination: Destination): ThothError {
  if (error instanceof ThothError) return error;
  if (meansNoTls(error)) return tlsMissing(destination, error);
  const code = failureOf(error);
  const message = connectMessages.get(code) ?? notOpened;
  return new ThothError(code, message(destination, detailOf(error)), { cause: error });
}

function notOpened(destination: Destination, detail: string): string {
  return (
    `The server ${serverName(destination)} did not let "${destination.dbName}" be opened: ${detail}. ` +
    'Try again, or ask its administrator.'
  );
}

function tlsMissing(destination: Destination, cause: unknown): ThothError {
  return new ThothError(
    'SOURCE_TLS_REFUSED',
    `The server ${serverName(destination)} has no encryption, and "${destination.ssl}" asks for it. ` +
      'Let its administrator switch TLS on, or use "prefer" where the network is safe.',
    { cause },
  );
}

/** A server that lets nobody in without encryption. */
export function tlsRequired(destination: Destination, cause: unknown): ThothError {
  return new ThothError(
    'SOURCE_TLS_REQUIRED',
    `The server ${serverName(destination)} lets the user "${destination.user}" in over an encrypted connection only. ` +
      'Use "require" or "verify-full" in place of "disable".',
    { cause },
  );
}

/** A server that asks for a password when none was given. */
export function passwordMissing(destination: Destination): ThothError {
  return new ThothError(
    'SOURCE_LOGIN_REFUSED',
    `The server ${serverName(destination)} asks for the password of the user "${destination.user}", ` +
      'and none is stored. Give the password.',
  );
}

export function schemaMissing({ dbName, schema }: Destination, schemas: readonly string[], more: boolean): ThothError {
  const names = schemas.map((name) => `"${name}"`).join(', ');
  return new ThothError(
    'SOURCE_SCHEMA_NOT_FOUND',
    `There is no schema "${schema}" in the database "${dbName}". ` +
      (names === '' ? 'It has no schemas of its own.' : `Choose one of: ${names}${more ? ', …' : ''}.`),
  );
}

export function schemaForbidden({ user, schema }: Destination): ThothError {
  return new ThothError(
    'SOURCE_PERMISSION_DENIED',
    `The user "${user}" may not use the schema "${schema}". Ask its owner for the privilege USAGE.`,
  );
}

/** A connection that was there, was lost, and did not come again. */
export function connectionGone(error: ThothError, destination: Destination): ThothError {
  return new ThothError(
    'SOURCE_CONNECTION_LOST',
    `The connection to ${serverName(destination)} was lost, and there is no new one. ${error.message}`,
    { cause: error },
  );
}

export function connectionClosed({ dbName }: Destination): ThothError {
  return new ThothError(
    'SOURCE_UNREADABLE',
    `The database "${dbName}" cannot be read: its connection was already closed.`,
  );
}

type QueryMessage = (what: string, destination: Destination, detail: string) => string;

/** What to say when a query fails, by its reason; `what` is the table, or the database. */
const queryMessages: ReadonlyMap<ErrorCode, QueryMessage> = new Map<ErrorCode, QueryMessage>([
  [
    'SOURCE_PERMISSION_DENIED',
    (what, { user }, detail) =>
      `${what} may not be read by the user "${user}": ${detail}. Ask its owner for the privilege SELECT.`,
  ],
  [
    'SOURCE_TIMEOUT',
    (what, _, detail) => `${what} could not be read in time: ${detail}. Try again when the server is less busy.`,
  ],
  [
    'SOURCE_CONNECTION_LOST',
    (what, to, detail) =>
      `The connection to ${serverName(to)} was lost while ${what} was read: ${detail}. ` +
      'Check that the server is running, and run this again.',
  ],
]);

/**
 * Why a query failed, as a person can use it.
 * @param table the table or view that it was to read, where it was only one
 */
export function queryError(error: unknown, destination: Destination, table?: string): ThothError {
  if (error instanceof ThothError) return error;
  const failure = failureOf(error);
  // the network fails a connection that was there
  const code = failure === 'SOURCE_HOST_UNREACHABLE' ? 'SOURCE_CONNECTION_LOST' : failure;
  const what = table === undefined ? `the database "${destination.dbName}"` : `"${table}"`;
  const detail = detailOf(error);
  const message = queryMessages.get(code)?.(what, destination, detail);
  if (message !== undefined) return new ThothError(code, capitalised(message), { cause: error });
  const advice =
    table === undefined ? 'Try again, or ask its administrator' : 'Check its definition, and run this again';
  return new ThothError('SOURCE_UNREADABLE', capitalised(`${what} cannot be read: ${detail}. ${advice}.`), {
    cause: error,
  });
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function serverName({ host, port }: Destination): string {
  return `"${host}:${port}"`;
}

function silence({ timeouts }: Destination): string {
  return `no answer within ${timeouts.connect / 1000} s`;
}

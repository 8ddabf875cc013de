import { codeOf, messageOf, ThothError, type ErrorCode } from '../../base/errors';
import { plainError } from '../../base/servers/serverTexts';
import { addressText } from '../server/address';
import { networkErrorCodes } from '../server/networkErrors';
import type { Destination } from './destination';

/** By PostgreSQL's own codes (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const codesBySqlState: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ['28000', 'SOURCE_LOGIN_REFUSED'],
  ['28P01', 'SOURCE_LOGIN_REFUSED'],
  ['3D000', 'SOURCE_DATABASE_NOT_FOUND'],
  ['42501', 'SOURCE_PERMISSION_DENIED'],
  ['55P03', 'SOURCE_TIMEOUT'],
  ['57014', 'SOURCE_TIMEOUT'],
  ['57P01', 'SOURCE_CONNECTION_LOST'],
  ['57P02', 'SOURCE_CONNECTION_LOST'],
  ['57P05', 'SOURCE_CONNECTION_LOST'],
]);

/** By the codes of the operating system. */
const codesBySystemError: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ...networkErrorCodes.unreachable.map((code) => [code, 'SOURCE_HOST_UNREACHABLE'] as const),
  ...networkErrorCodes.refused.map((code) => [code, 'SOURCE_PORT_REFUSED'] as const),
  ...networkErrorCodes.lost.map((code) => [code, 'SOURCE_CONNECTION_LOST'] as const),
]);

const noTls = 'The server does not support SSL connections';
/** The driver's message when it could not connect in time. */
const noAnswer = 'timeout expired';

/** By the messages of the driver's own errors, which have no code. */
const codesByMessage: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  [noAnswer, 'SOURCE_HOST_UNREACHABLE'],
  [noTls, 'SOURCE_TLS_REFUSED'],
  ['There was an error establishing an SSL connection', 'SOURCE_TLS_REFUSED'],
  ['Query read timeout', 'SOURCE_TIMEOUT'],
  ['Connection terminated', 'SOURCE_CONNECTION_LOST'],
  ['Connection terminated unexpectedly', 'SOURCE_CONNECTION_LOST'],
  ['Client has encountered a connection error and is not queryable', 'SOURCE_CONNECTION_LOST'],
]);

/** The codes of Node and OpenSSL for a certificate or a handshake that was refused. */
const tlsError = /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_|HOSTNAME_)/;

/** Whether a server answered that it does not support TLS. */
export function meansNoTls(error: unknown): boolean {
  return messageOf(error) === noTls;
}

/** The SQLSTATE of an error that the server sent; empty for any other error. */
export function sqlState(error: unknown): string {
  const code = codeOf(error);
  return /^[0-9A-Z]{5}$/.test(code) && !codesBySystemError.has(code) ? code : '';
}

/** PostgreSQL names the routine of its source in each of its errors; a connection pooler does not in its own. */
function isOfPooler(error: unknown): boolean {
  return sqlState(error) !== '' && (error as { readonly routine?: string }).routine === undefined;
}

/** What to do, in addition, where the error is a pooler's own: its settings may be what is wrong. */
function poolerAdvice(error: unknown): string {
  if (!isOfPooler(error)) return '';
  return ' This is the answer of a connection pooler in between: correct its settings, or use the direct address of the database server.';
}

/** Thoth's code for an error of the driver; SOURCE_UNREADABLE where there is no other. */
function failureOf(error: unknown): ErrorCode {
  const code = codeOf(error);
  const known = codesBySqlState.get(code) ?? codesBySystemError.get(code) ?? codesByMessage.get(messageOf(error));
  if (known) return known;
  return tlsError.test(code) ? 'SOURCE_TLS_REFUSED' : 'SOURCE_UNREADABLE';
}

/** An error's message as part of a sentence; its code where it has none, as the error for all addresses of a host. */
function detailOf(error: unknown): string {
  return (messageOf(error) || codeOf(error)).replace(/\.$/, '');
}

/** The message for a failed connection, by its code; `detail` is the message of the system or the server. */
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

/** The error for a connection that failed. */
export function connectError(error: unknown, destination: Destination): ThothError {
  if (error instanceof ThothError) return error;
  plainError(error, destination.password);
  if (meansNoTls(error)) return tlsMissing(destination, error);
  const code = failureOf(error);
  const message = connectMessages.get(code) ?? notOpened;
  return new ThothError(code, message(destination, detailOf(error)) + poolerAdvice(error), { cause: error });
}

/** The error for a server that accepted the connection, and then did not answer in time. */
export function loginUnanswered(error: unknown, destination: Destination): ThothError {
  return new ThothError(
    'SOURCE_HOST_UNREACHABLE',
    `The server ${serverName(destination)} accepted the connection, but gave ${silence(destination)} to the login. ` +
      'A connection pooler that waits for its database server does this, too. Try again later, or use the direct ' +
      'address of the database server.',
    { cause: error },
  );
}

/** Whether the driver could not connect in time. */
export function meansNoAnswer(error: unknown): boolean {
  return messageOf(error) === noAnswer;
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

/** The error for a server that requires an encrypted connection. */
export function tlsRequired(destination: Destination, cause: unknown): ThothError {
  plainError(cause, destination.password);
  return new ThothError(
    'SOURCE_TLS_REQUIRED',
    `The server ${serverName(destination)} lets the user "${destination.user}" in over an encrypted connection only. ` +
      'Use "require" or "verify-full" in place of "disable".',
    { cause },
  );
}

/** The error for a server that asks for a password when none was given. */
export function passwordMissing(destination: Destination): ThothError {
  return new ThothError(
    'SOURCE_LOGIN_REFUSED',
    `The server ${serverName(destination)} asks for the password of the user "${destination.user}", ` +
      'and none is stored. Give the password.',
  );
}

/** The error for a server on which a transaction that was begun read-only is not. */
export function writableTransaction(destination: Destination): ThothError {
  return new ThothError(
    'SOURCE_UNSUPPORTED',
    `The server ${serverName(destination)} did not begin a read-only transaction, so nothing was read. A connection pooler ` +
      'in between may have ignored it: use the direct address of the database server.',
  );
}

/** The error for a connection that was lost and could not be made again. */
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

/** The message for a failed query, by its code; `what` is the table, or the database. */
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
 * The error for a query that failed.
 * @param table the table or view that it reads, where it is only one
 */
export function queryError(error: unknown, destination: Destination, table?: string): ThothError {
  if (error instanceof ThothError) return error;
  plainError(error, destination.password);
  const failure = failureOf(error);
  // the connection had been made, so it was lost
  const code = failure === 'SOURCE_HOST_UNREACHABLE' ? 'SOURCE_CONNECTION_LOST' : failure;
  const what = table === undefined ? `the database "${destination.dbName}"` : `"${table}"`;
  const detail = detailOf(error);
  const message = queryMessages.get(code)?.(what, destination, detail);
  if (message !== undefined) return new ThothError(code, capitalised(message) + poolerAdvice(error), { cause: error });
  const advice =
    table === undefined ? 'Try again, or ask its administrator' : 'Check its definition, and run this again';
  const said = capitalised(`${what} cannot be read: ${detail}. ${advice}.`);
  return new ThothError('SOURCE_UNREADABLE', said + poolerAdvice(error), { cause: error });
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function serverName({ server }: Destination): string {
  return `"${addressText(server)}"`;
}

function silence({ limits }: Destination): string {
  return `no answer within ${limits.connect / 1000} s`;
}

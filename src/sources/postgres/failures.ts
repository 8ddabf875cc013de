import { messageOf, type ErrorCode } from '../../base/errors';

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
  ['ENOTFOUND', 'SOURCE_HOST_UNREACHABLE'],
  ['EAI_AGAIN', 'SOURCE_HOST_UNREACHABLE'],
  ['EADDRNOTAVAIL', 'SOURCE_HOST_UNREACHABLE'],
  ['EHOSTDOWN', 'SOURCE_HOST_UNREACHABLE'],
  ['EHOSTUNREACH', 'SOURCE_HOST_UNREACHABLE'],
  ['ENETUNREACH', 'SOURCE_HOST_UNREACHABLE'],
  ['ETIMEDOUT', 'SOURCE_HOST_UNREACHABLE'],
  ['ECONNREFUSED', 'SOURCE_PORT_REFUSED'],
  ['ECONNRESET', 'SOURCE_CONNECTION_LOST'],
  ['EPIPE', 'SOURCE_CONNECTION_LOST'],
]);

const noTls = 'The server does not support SSL connections';
/** What the driver says when no connection came about in time. */
export const noAnswer = 'timeout expired';

/** By the driver's own messages, which have no code. */
const codesByMessage: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  [noAnswer, 'SOURCE_HOST_UNREACHABLE'],
  [noTls, 'SOURCE_TLS_REFUSED'],
  ['There was an error establishing an SSL connection', 'SOURCE_TLS_REFUSED'],
  ['Query read timeout', 'SOURCE_TIMEOUT'],
  ['Connection terminated', 'SOURCE_CONNECTION_LOST'],
  ['Connection terminated unexpectedly', 'SOURCE_CONNECTION_LOST'],
  ['Client has encountered a connection error and is not queryable', 'SOURCE_CONNECTION_LOST'],
]);

/** The codes of Node and OpenSSL for a certificate, or a whole handshake, that was refused. */
const tlsError = /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_|HOSTNAME_)/;

/** Whether a server was asked for TLS and said that it has none. */
export function meansNoTls(error: unknown): boolean {
  return messageOf(error) === noTls;
}

/** PostgreSQL's code of an error that the server sent; empty for any other error. */
export function sqlState(error: unknown): string {
  const code = driverCode(error);
  return /^[0-9A-Z]{5}$/.test(code) && !codesBySystemError.has(code) ? code : '';
}

/** Which of Thoth's codes an error of the driver means; SOURCE_UNREADABLE where it means none in particular. */
export function failureOf(error: unknown): ErrorCode {
  const code = driverCode(error);
  const known = codesBySqlState.get(code) ?? codesBySystemError.get(code) ?? codesByMessage.get(messageOf(error));
  if (known) return known;
  return tlsError.test(code) ? 'SOURCE_TLS_REFUSED' : 'SOURCE_UNREADABLE';
}

function driverCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * What an error says, to stand within a sentence. That of several attempts (one for each address of a host) has a code
 * and no message.
 */
export function detailOf(error: unknown): string {
  return (messageOf(error) || driverCode(error)).replace(/\.$/, '');
}

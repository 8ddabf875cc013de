import { ConnectionAcquireTimeoutError } from 'sequelize';
import { engineCodeOf, messageOf, ThothError, type ErrorCode } from '../../../base/errors';
import type { ServerLocation } from './serverUrl';

/** Node's error codes for a connection that cannot be made, or was lost. */
const lostCodes = [
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
];
/** The codes of our own for a connection that was given up, since the server does not keep to the protocol. */
const misbehavedCodes = ['ANSWER_TOO_LONG', 'PROTOCOL_BROKEN'];
/** Errors of opening that say everything, also where they have a cause. */
const refusals: readonly ErrorCode[] = ['PROJECT_DATABASE_TLS_GONE', 'PROJECT_DATABASE_PLAIN_PASSWORD'];
/** Errors of the drivers that have no code. */
const lostMessages = /Connection terminated|not queryable|Query read timeout|closed state|Connection timed out/;
const tlsCode = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HANDSHAKE_SSL|EPROTO|HOSTNAME_MISMATCH)/;
/** The error of PostgreSQL's driver if the server asks for a password and none was given. */
const passwordMissing = /^SASL: .*client password must be/;
const loginMessage = /^SASL|password must be a string|no pg_hba.conf entry/;

/** Whether the connection was lost. */
export function isLost(error: unknown, { kind }: ServerLocation): boolean {
  if (error instanceof ConnectionAcquireTimeoutError) return true;
  const code = engineCodeOf(error);
  if (code !== undefined && lostCodes.includes(code)) return true;
  if (isMisbehaved(error)) return true;
  if (begins(code, kind.codes.lost)) return true;
  return lostMessages.test(messageOf(rootOf(error)));
}

/** Whether the connection was given up, since the server does not keep to the protocol: another one would be no better. */
export function isMisbehaved(error: unknown): boolean {
  const code = engineCodeOf(error);
  return code !== undefined && misbehavedCodes.includes(code);
}

/** Whether the server does not support encrypted connections. */
export function isWithoutTls(error: unknown, { kind }: ServerLocation): boolean {
  return kind.codes.noTls.test(messageOf(rootOf(error)));
}

/** Explains the loss of a connection to a person; undefined for any other error. */
export function connectionLost(location: ServerLocation, error: unknown): ThothError | undefined {
  if (error instanceof ThothError || !isLost(error, location)) return undefined;
  return new ThothError(
    'PROJECT_DATABASE_UNREADABLE',
    `The connection to the project database "${location.shown}" was lost: ${messageOf(rootOf(error))}. What was saved ` +
      'before is kept; it is connected again at the next attempt. See whether the server is running.',
    { cause: error },
  );
}

/** The error, in words for a person, if the server stopped a query at its time limit; undefined for any other error. */
export function queryTooSlow({ kind, shown }: ServerLocation, error: unknown): ThothError | undefined {
  if (error instanceof ThothError) return undefined;
  const root = rootOf(error);
  // the driver of MySQL has only a number for an error of MariaDB
  const code = engineCodeOf(error) ?? String((root as { readonly errno?: number }).errno);
  if (!begins(code, kind.codes.slow)) return undefined;
  return new ThothError(
    'PROJECT_DATABASE_UNREADABLE',
    `A query of the project database "${shown}" took too long and was stopped: ${messageOf(root)}. ` +
      'Try again when its server is less busy.',
    { cause: error },
  );
}

/**
 * The error, in words for a person, if the server refuses changes, from everybody or from this user; undefined for any
 * other error.
 */
export function changeRefused(location: ServerLocation, error: unknown): ThothError | undefined {
  if (error instanceof ThothError || !begins(engineCodeOf(error), location.kind.codes.permission)) return undefined;
  return openError(location, error);
}

/** Explains an error on opening to a person. It never contains the password. */
export function openError(location: ServerLocation, error: unknown): ThothError {
  if (error instanceof ThothError && (error.cause === undefined || refusals.includes(error.code))) return error;
  const root = rootOf(error);
  if (root instanceof ThothError) return root;
  const { code, reason, advice } = explainWithPooler(location, root, engineCodeOf(error) ?? '');
  return new ThothError(
    code,
    `The project database "${location.shown}" cannot be ${code === 'PROJECT_DATABASE_READ_ONLY' ? 'written' : 'opened'}: ` +
      `${reason}. ${advice} The setting thoth.projectDatabase names another one.`,
    { cause: error },
  );
}

interface Explanation {
  readonly code: 'PROJECT_DATABASE_UNREADABLE' | 'PROJECT_DATABASE_READ_ONLY' | 'PROJECT_DATABASE_LOGIN_REFUSED';
  readonly reason: string;
  readonly advice: string;
}

function explainWithPooler(location: ServerLocation, root: unknown, code: string): Explanation {
  const explanation = explain(location, root, code);
  if (!location.kind.isOfPooler(root)) return explanation;
  const pooler =
    'This is the answer of a connection pooler in between: correct its settings, or use the direct address of the server.';
  return { ...explanation, advice: `${explanation.advice} ${pooler}` };
}

function explain({ kind, host, port, database, userName }: ServerLocation, root: unknown, code: string): Explanation {
  const { codes } = kind;
  const is = (beginnings: readonly string[]): boolean => begins(code, beginnings);
  const said = messageOf(root) || code;
  const unreadable = (reason: string, advice: string): Explanation => ({
    code: 'PROJECT_DATABASE_UNREADABLE',
    reason,
    advice,
  });
  if (is(codes.permission)) {
    const advice = `Let "${userName}" create and change tables there, on a server that takes changes.`;
    return { code: 'PROJECT_DATABASE_READ_ONLY', reason: said, advice };
  }
  if (passwordMissing.test(said)) {
    const reason = 'the server asks for a password, and none was given';
    return { code: 'PROJECT_DATABASE_LOGIN_REFUSED', reason, advice: `Give the password of "${userName}".` };
  }
  if (is(codes.login) || loginMessage.test(said)) {
    const reason = `the server refused the login (${said})`;
    const advice = `Correct the user or the password of "${userName}".`;
    return { code: 'PROJECT_DATABASE_LOGIN_REFUSED', reason, advice };
  }
  if (is(codes.databaseMissing)) {
    return unreadable(said, `Create the database "${database}" on the server, or correct its name.`);
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return unreadable(`there is no host "${host}"`, 'Correct the host, or see whether the network is there.');
  }
  if (code === 'ECONNREFUSED') {
    return unreadable(
      `nothing answers at ${host}, port ${port}`,
      'Start the server, or correct the host and the port.',
    );
  }
  if (codes.noTls.test(said)) {
    return unreadable('the server has no encrypted connections', 'Set them up, or use sslmode=disable in the URL.');
  }
  if (tlsCode.test(code)) {
    const advice = 'Name the file with its certificates in sslrootcert, or see that the host is the one they are for.';
    return unreadable(`the server could not prove who it is (${said})`, advice);
  }
  return unreadable(
    said,
    `See whether ${kind.title} runs at ${host}, port ${port}, and whether a firewall is in between.`,
  );
}

function begins(code: string | undefined, beginnings: readonly string[]): boolean {
  return code !== undefined && beginnings.some((beginning) => code.startsWith(beginning));
}

/** The innermost cause, which has the most useful message. */
function rootOf(error: unknown): unknown {
  for (let current = error; current instanceof Error;) {
    const { parent, cause } = current as Error & { parent?: unknown };
    const next = parent ?? cause;
    if (!(next instanceof Error)) return current;
    current = next;
  }
  return error;
}

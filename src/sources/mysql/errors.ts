import { codeOf, ThothError, type ErrorCode } from '../../base/errors';
import { plainError } from '../../base/servers/serverTexts';
import { networkErrorCodes } from '../server/networkErrors';
import { ServerSilent } from './connection';

/** Thoth's own code of the error for a plain login that was refused where an encrypted one works. */
export const encryptionRequired = 'ENCRYPTION_REQUIRED';

interface Rule {
  readonly code: ErrorCode;
  /** The server's error numbers, and the codes of the driver and the system. */
  readonly of: readonly (string | number)[];
  /** Whether the error is about the server, not about the table being read. */
  readonly concernsServer: boolean;
  readonly what: string;
  readonly advice: string;
}

/** The messages of errors, by number or code; the numbers are from the lists of errors of MySQL and MariaDB. */
const rules: readonly Rule[] = [
  {
    code: 'SOURCE_HOST_UNREACHABLE',
    of: networkErrorCodes.unreachable,
    concernsServer: true,
    what: 'cannot be reached',
    advice: 'Check the name of the host, its port, the network, and any VPN or firewall',
  },
  {
    code: 'SOURCE_PORT_REFUSED',
    of: networkErrorCodes.refused,
    concernsServer: true,
    what: 'refused the connection',
    advice: 'Check the port, and that the database server runs and listens on it',
  },
  {
    code: 'SOURCE_LOGIN_REFUSED',
    of: [
      ...[1045, 1129, 1130, 1251, 1275, 1524, 1698, 1820, 1862, 3118, 4151],
      ...['AUTH_SWITCH_PLUGIN_ERROR', 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED'],
    ],
    concernsServer: true,
    what: 'refused the login',
    advice:
      'Check the user name and the password, and that this user may log in from this machine, with a password, ' +
      'by a method of the server that Thoth has (native, SHA-256)',
  },
  {
    code: 'SOURCE_DATABASE_NOT_FOUND',
    of: [1049],
    concernsServer: true,
    what: 'has no such database',
    advice: 'Check its name',
  },
  {
    code: 'SOURCE_TLS_REQUIRED',
    of: [3159, 3160, encryptionRequired],
    concernsServer: true,
    what: 'wants an encrypted connection',
    advice: 'Set the encryption (SSL) of this database to "require" or "verify-full"',
  },
  {
    code: 'SOURCE_TLS_REFUSED',
    of: ['HANDSHAKE_NO_SSL_SUPPORT'],
    concernsServer: true,
    what: 'does not offer an encrypted connection',
    advice: 'Let its administrator switch encryption (TLS) on, or set the encryption of this database to "prefer"',
  },
  {
    code: 'SOURCE_TLS_REFUSED',
    of: ['HANDSHAKE_SSL_ERROR'],
    concernsServer: true,
    what: 'could not be trusted for an encrypted connection',
    advice:
      'Check the host name, and choose the file with the certificate of the authority that the server relies on; of a server with an old TLS, ask ' +
      'its administrator for a newer one',
  },
  {
    code: 'SOURCE_PERMISSION_DENIED',
    of: [1044, 1142, 1143, 1227, 1356, 1370],
    concernsServer: false,
    what: 'may not be read',
    advice: 'Let its owner grant this user the right to read it (SELECT, and SHOW VIEW), or use another user',
  },
  {
    code: 'NOT_FOUND',
    of: [1054, 1146],
    concernsServer: false,
    what: 'is not in the database any more as it was',
    advice: 'Run this again to read what is there now',
  },
  {
    code: 'SOURCE_TIMEOUT',
    of: [1205, 1969, 3024],
    concernsServer: false,
    what: 'took too long to read',
    advice: 'Try again when the server has less to do and nobody has it locked; of a slow view, ask its owner',
  },
  {
    code: 'SOURCE_CONNECTION_LOST',
    of: [
      ...[1053, 1077, 1080, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 3169, 4031],
      ...['PROTOCOL_CONNECTION_LOST', ...networkErrorCodes.lost],
    ],
    concernsServer: true,
    what: 'ended the connection',
    advice: 'Check that it runs, and try again',
  },
  {
    code: 'SOURCE_UNREADABLE',
    of: [
      ...['HANDSHAKE_UNKNOWN_ERROR', 'PROTOCOL_ERROR', 'PROTOCOL_UNEXPECTED_PACKET', 'ERR_OUT_OF_RANGE'],
      'PROTOCOL_BROKEN',
    ],
    concernsServer: true,
    what: 'does not answer as MySQL or MariaDB do',
    advice: 'Check the port: another program may listen on it',
  },
  {
    code: 'SOURCE_UNREADABLE',
    of: ['ANSWER_TOO_LONG'],
    concernsServer: true,
    what: 'sends too much',
    advice: 'Check the port, and ask its administrator',
  },
  {
    code: 'SOURCE_UNREADABLE',
    of: [1040, 1203, 1226],
    concernsServer: true,
    what: 'has no connection free for this user',
    advice: 'Close other programs that use it, or try again later',
  },
];

/** The names that an error's message uses. */
export interface Subject {
  /** The server's address. */
  readonly server: string;
  /** Is removed from what the server says; empty where there is none. */
  readonly password: string;
  /** The thing that was read, such as `"orders"`. */
  readonly thing: string;
}

/** The error for a connection or query that failed. */
export function sourceError(error: unknown, { server, password, thing }: Subject): ThothError {
  if (error instanceof ThothError) return error;
  plainError(error, password);
  if (error instanceof ServerSilent) {
    return new ThothError(
      'SOURCE_TIMEOUT',
      `${thing} took too long to read: the server "${server}" does not answer any more. ` +
        'Check that it runs, and the network.',
      { cause: error },
    );
  }
  const rule = ruleOf(error);
  const about = rule?.concernsServer ? `The server "${server}"` : thing;
  const what = rule?.what ?? 'cannot be read';
  const advice = rule?.advice ?? 'Correct this on the server, and run this again';
  return new ThothError(rule?.code ?? 'SOURCE_UNREADABLE', `${about} ${what}: ${reasonOf(error)}. ${advice}.`, {
    cause: error,
  });
}

/** The error for a table that was dropped or renamed since it was listed. */
export function vanishedTable(table: string): ThothError {
  return new ThothError(
    'NOT_FOUND',
    `"${table}" is not in the database any more, or may not be seen. Run this again to read what is there now.`,
  );
}

/** The error for a table or view that the server lists without columns. */
export function brokenTable(table: string, reason: string): ThothError {
  return new ThothError(
    'SOURCE_UNREADABLE',
    `"${table}" cannot be read: ${reason.replace(/\.$/, '')}. ` +
      'Repair its definition in the database, and run this again.',
  );
}

/** The number of an error that the server sent; 0 for any other error. */
export function serverErrorNumber(error: unknown): number {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number' && error.errno > 0
    ? error.errno
    : 0;
}

function ruleOf(error: unknown): Rule | undefined {
  const [number, code] = [serverErrorNumber(error), codeOf(error)];
  return rules.find(({ of }) => of.includes(number) || of.includes(code));
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().replace(/\.$/, '');
}

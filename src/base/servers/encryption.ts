import { ThothError, type ErrorCode } from '../errors';
import { isThisMachine } from './thisMachine';

/** As PostgreSQL's `sslmode` names them; `verify-full` checks the certificate and the host's name in it. */
export const sslModes = ['disable', 'prefer', 'require', 'verify-full'] as const;
export type SslMode = (typeof sslModes)[number];

/** How one attempt to connect is encrypted: `checked` verifies the server's certificate, and the host name in it. */
export type Encryption = 'none' | 'unchecked' | 'checked';

/** What each mode tries, in this order, until the server supports one of them. */
export const encryptionsOf: Readonly<Record<SslMode, readonly Encryption[]>> = {
  disable: ['none'],
  prefer: ['unchecked', 'none'],
  require: ['unchecked'],
  'verify-full': ['checked'],
};

/** What is known of the encryption of a server, and what the person allows. */
export interface ServerTrust {
  /** Whether the password may go without encryption to a server that is not this machine. */
  readonly allowsPlainPassword: boolean;
  /** Whether an encrypted connection to this server was made before. */
  readonly hadTls: boolean;
  /** Called after a login over an encrypted connection. */
  noteTls(): void;
}

/** Allows nothing, and knows what happened since it was made. */
export function temporaryTrust(): ServerTrust {
  let hadTls = false;
  return {
    allowsPlainPassword: false,
    get hadTls() {
      return hadTls;
    },
    noteTls: () => (hadTls = true),
  };
}

/** A server, and how it is to be reached. */
export interface EncryptionTarget {
  /** The server's host, as whoever connects to it by TCP sees it: this machine, or the SSH server. */
  readonly host: string;
  /** The server in the middle of a sentence: `the server "db.example:5432"`. */
  readonly shown: string;
  readonly user: string;
  /** Empty where none is sent. */
  readonly password: string;
  readonly trust: ServerTrust;
  /** The codes of the errors, and how a person agrees all the same, in a sentence. */
  readonly refusals: {
    readonly plainPassword: { readonly code: ErrorCode; readonly advice: string };
    readonly tlsGone: { readonly code: ErrorCode; readonly advice: string };
  };
}

/**
 * Connects with the first encryption that the server supports.
 * @param encryptions what is tried, in this order
 * @param attempt connects and logs in
 * @param meansNoTls whether an attempt failed because the server has no such encryption
 * @throws the error of the last attempt, or ThothError with a code of `refusals`: for a password that would go without
 * encryption, and for a server that had TLS before and claims to have none
 */
export async function connectEncrypted<Connection>(
  [encryption = 'none', ...others]: readonly Encryption[],
  target: EncryptionTarget,
  attempt: (encryption: Encryption) => Promise<Connection>,
  meansNoTls: (error: unknown) => boolean,
): Promise<Connection> {
  if (encryption === 'none') refusePlainPassword(target);
  let connection: Connection;
  try {
    connection = await attempt(encryption);
  } catch (error) {
    if (others.length === 0 || !meansNoTls(error)) throw error;
    if (target.trust.hadTls) throw tlsGone(target, error);
    return connectEncrypted(others, target, attempt, meansNoTls);
  }
  if (encryption !== 'none') target.trust.noteTls();
  return connection;
}

function refusePlainPassword({ host, shown, user, password, trust, refusals }: EncryptionTarget): void {
  if (password === '' || trust.allowsPlainPassword || isThisMachine(host)) return;
  const { code, advice } = refusals.plainPassword;
  throw new ThothError(
    code,
    `The password of the user "${user}" was not sent: the connection to ${shown} would not be encrypted, so everybody in ` +
      `between could read what goes over it. Let its administrator switch TLS on, and use "verify-full" or "require". ${advice}`,
  );
}

function tlsGone({ shown, refusals }: EncryptionTarget, cause: unknown): ThothError {
  const { code, advice } = refusals.tlsGone;
  return new ThothError(
    code,
    `${shown.charAt(0).toUpperCase()}${shown.slice(1)} had encryption (TLS) before and now claims to have none: somebody may be in between. ` +
      `No password was sent to it. Ask its administrator. ${advice}`,
    { cause },
  );
}

import { readFile } from 'node:fs/promises';
import { messageOf, ThothError } from '../../base/errors';
import type { SslMode } from '../source';

/** How one attempt to connect is encrypted: `checked` verifies the server's certificate, and the host name in it. */
export type Encryption = 'none' | 'unchecked' | 'checked';

/** What each mode tries, in this order, until the server supports one of them. */
export const encryptionsOf: Readonly<Record<SslMode, readonly Encryption[]>> = {
  disable: ['none'],
  prefer: ['unchecked', 'none'],
  require: ['unchecked'],
  'verify-full': ['checked'],
};

/**
 * Connects with the first encryption that the server supports.
 * @param meansNoTls whether an attempt failed because the server has no such encryption
 * @throws the error of the last attempt
 */
export async function connectEncrypted<Connection>(
  [encryption = 'none', ...others]: readonly Encryption[],
  attempt: (encryption: Encryption) => Promise<Connection>,
  meansNoTls: (error: unknown) => boolean,
): Promise<Connection> {
  try {
    return await attempt(encryption);
  } catch (error) {
    if (others.length === 0 || !meansNoTls(error)) throw error;
    return connectEncrypted(others, attempt, meansNoTls);
  }
}

/**
 * Reads a file of trusted certificates.
 * @param unusable the message of the error, from the reason
 * @param check throws when the text is not usable
 * @throws ThothError SOURCE_TLS_REFUSED
 */
export async function readCertificates(
  file: string,
  unusable: (reason: string) => string,
  check: (text: string) => unknown = () => undefined,
): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    check(text);
    return text;
  } catch (cause) {
    throw new ThothError('SOURCE_TLS_REFUSED', unusable(messageOf(cause)), { cause });
  }
}

import { readFile } from 'node:fs/promises';
import { messageOf, ThothError } from '../../base/errors';

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

import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SslOptions } from 'mysql2';
import { messageOf, ThothError } from '../../base/errors';
import type { SourceSettings, SslMode } from '../source';

/** What a mode tries, one after the other, until the server can do one of them. */
export type Encryption = 'none' | 'unchecked' | 'checked';

export const attempts: Readonly<Record<SslMode, readonly Encryption[]>> = {
  disable: ['none'],
  prefer: ['unchecked', 'none'],
  require: ['unchecked'],
  'verify-full': ['checked'],
};

/**
 * The driver's options; undefined for a plain connection.
 * @throws ThothError SOURCE_TLS_REFUSED when the file of certificates cannot be read
 */
export async function tlsOptions(
  encryption: Encryption,
  { sslCaFile }: SourceSettings,
): Promise<SslOptions | undefined> {
  if (encryption === 'none') return undefined;
  if (encryption === 'unchecked') return { rejectUnauthorized: false };
  const check = { rejectUnauthorized: true, verifyIdentity: true };
  return sslCaFile ? { ...check, ca: await readCertificates(sslCaFile) } : check;
}

async function readCertificates(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    requireCertificate(text);
    return text;
  } catch (cause) {
    throw new ThothError(
      'SOURCE_TLS_REFUSED',
      `The file of trusted certificates "${file}" cannot be used: ${messageOf(cause)}. Choose a file in PEM format.`,
      { cause },
    );
  }
}

/** Node's TLS passes over what is not a certificate, and would then trust nobody. */
function requireCertificate(text: string): X509Certificate {
  return new X509Certificate(text);
}

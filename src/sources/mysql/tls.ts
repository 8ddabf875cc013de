import { X509Certificate } from 'node:crypto';
import type { SslOptions } from 'mysql2';
import type { Encryption } from '../../base/servers/encryption';
import { readCertificates } from '../server/tls';
import type { SourceSettings } from '../source';

/**
 * The driver's TLS options; undefined for a plain connection.
 * @throws ThothError SOURCE_TLS_REFUSED when the file of certificates cannot be used
 */
export async function tlsOptions(
  encryption: Encryption,
  { sslCaFile }: SourceSettings,
): Promise<SslOptions | undefined> {
  if (encryption === 'none') return undefined;
  if (encryption === 'unchecked') return { rejectUnauthorized: false };
  const check = { rejectUnauthorized: true, verifyIdentity: true };
  if (!sslCaFile) return check;
  const unusable = (reason: string): string => unusableFile(sslCaFile, reason);
  return { ...check, ca: await readCertificates(sslCaFile, unusable, requireCertificate) };
}

/**
 * Checks that the text is a certificate: Node ignores any other text and then trusts no server, and the error would
 * blame the server.
 */
function requireCertificate(text: string): X509Certificate {
  return new X509Certificate(text);
}

function unusableFile(file: string, reason: string): string {
  return `The file of trusted certificates "${file}" cannot be used: ${reason}. Choose a file in PEM format.`;
}

import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import type { Encryption } from '../../base/servers/encryption';
import { readCertificates } from '../server/tls';
import type { Destination } from './destination';

/**
 * The driver's TLS options; false for a plain connection.
 * @throws ThothError SOURCE_TLS_REFUSED when the file of certificates cannot be used
 */
export async function tlsOptions(
  encryption: Encryption,
  { server: { host }, sslCaFile }: Destination,
): Promise<ConnectionOptions | false> {
  if (encryption === 'none') return false;
  // TLS sends names only, no IP addresses; without these options the driver would send the local end of a tunnel
  const named: ConnectionOptions = { host, ...(isIP(host) === 0 && { servername: host }) };
  if (encryption === 'unchecked') return { ...named, rejectUnauthorized: false };
  return {
    ...named,
    rejectUnauthorized: true,
    checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
    ...(sslCaFile && { ca: await readCertificates(sslCaFile, (reason) => unusableFile(sslCaFile, reason)) }),
  };
}

function unusableFile(file: string, reason: string): string {
  return (
    `The certificates in "${file}" cannot be read: ${reason}. ` +
    'Choose the PEM file of the authority that signed the certificate of the server.'
  );
}

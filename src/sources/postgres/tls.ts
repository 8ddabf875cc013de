import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import { messageOf, ThothError } from '../../base/errors';
import type { Destination } from './destination';

/**
 * How a connection is encrypted: not at all, without a look at the certificate, or with the certificate's chain and
 * the host's name in it checked.
 * @throws ThothError SOURCE_TLS_REFUSED when the file of authorities cannot be read
 */
export async function tlsOptions({ ssl, host, sslCaFile }: Destination): Promise<ConnectionOptions | false> {
  if (ssl === 'disable') return false;
  // an address is not sent as a name; the driver would take the near end of a tunnel for either
  const named: ConnectionOptions = { host, ...(isIP(host) === 0 && { servername: host }) };
  if (ssl !== 'verify-full') return { ...named, rejectUnauthorized: false };
  return {
    ...named,
    rejectUnauthorized: true,
    checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
    ...(sslCaFile && { ca: await readAuthorities(sslCaFile) }),
  };
}

async function readAuthorities(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ThothError(
      'SOURCE_TLS_REFUSED',
      `The certificates in "${file}" cannot be read: ${messageOf(cause)}. ` +
        'Choose the PEM file of the authority that signed the certificate of the server.',
      { cause },
    );
  }
}

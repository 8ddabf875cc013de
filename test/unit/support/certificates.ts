import { join } from 'node:path';
import { run } from './ownMariadb';

export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes an authority that signs certificates; files in a folder that is there. */
export function makeAuthority(folder: string, name: string): Certificate {
  const files = filesOf(folder, name);
  run('openssl', [
    ...['req', '-x509', ...newKey, '-days', '2', '-subj', `/CN=${name}`],
    ...['-keyout', files.key, '-out', files.certificate],
  ]);
  return files;
}

/** Makes a certificate for a server. @param names as openssl takes them: `DNS:localhost`, `IP:127.0.0.1` */
export function makeCertificate(folder: string, name: string, names: string, authority: Certificate): Certificate {
  const files = filesOf(folder, name);
  const request = join(folder, `${name}.csr`);
  run('openssl', [
    ...['req', ...newKey, '-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`],
    ...['-keyout', files.key, '-out', request],
  ]);
  run('openssl', [
    ...['x509', '-req', '-in', request, '-CA', authority.certificate, '-CAkey', authority.key, '-CAcreateserial'],
    ...['-days', '2', '-copy_extensions', 'copy', '-out', files.certificate],
  ]);
  return files;
}

function filesOf(folder: string, name: string): Certificate {
  return { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
}

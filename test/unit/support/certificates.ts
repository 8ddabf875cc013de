import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The files of a certificate and its key. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes an authority that signs certificates, in an existing folder. Needs openssl. */
export function makeAuthority(folder: string, name: string): Certificate {
  const files = filesOf(folder, name);
  const output = ['-keyout', files.key, '-out', files.certificate];
  openssl('req', '-x509', ...newKey, '-days', '2', '-subj', `/CN=${name}`, ...output);
  return files;
}

/** Makes a certificate for a server. @param names as openssl takes them: `DNS:localhost`, `IP:127.0.0.1` */
export function makeCertificate(folder: string, name: string, names: string, authority: Certificate): Certificate {
  const files = filesOf(folder, name);
  const request = join(folder, `${name}.csr`);
  const wanted = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`];
  openssl('req', ...newKey, ...wanted, '-keyout', files.key, '-out', request);
  const signer = ['-CA', authority.certificate, '-CAkey', authority.key, '-CAcreateserial'];
  openssl(
    'x509',
    '-req',
    '-in',
    request,
    ...signer,
    '-days',
    '2',
    '-copy_extensions',
    'copy',
    '-out',
    files.certificate,
  );
  return files;
}

function filesOf(folder: string, name: string): Certificate {
  return { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
}

function openssl(...options: readonly string[]): void {
  const { status, error, stderr } = spawnSync('openssl', options, { encoding: 'utf8' });
  if (error || status !== 0)
    throw new Error(`openssl is needed for this test, and failed: ${stderr}`, { cause: error });
}

import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';

/** The type at the beginning of a public key in SSH's format; empty if it is not a key. */
export function keyType(key: Buffer): string {
  if (key.length < 4) return '';
  const length = key.readUInt32BE(0);
  return length <= key.length - 4 ? key.toString('latin1', 4, 4 + length) : '';
}

/** The fingerprint, as `ssh-keygen -l` shows it: `SHA256:` and the hash of the key. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** Each with the type of its keys, best first. */
const algorithms: readonly (readonly [ServerHostKeyAlgorithm, keyType: string])[] = [
  ['ssh-ed25519', 'ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp256'],
  ['ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp384'],
  ['ecdsa-sha2-nistp521', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'ssh-rsa'],
  ['rsa-sha2-256', 'ssh-rsa'],
  ['ssh-rsa', 'ssh-rsa'],
];

/** The key types to request, known ones first, since a server may have a key of each type. */
export function hostKeyAlgorithms(knownKeys: readonly Buffer[]): ServerHostKeyAlgorithm[] {
  const knownTypes = new Set(knownKeys.map(keyType));
  const isKnown = ([, type]: (typeof algorithms)[number]): boolean => knownTypes.has(type);
  const ordered = [...algorithms.filter(isKnown), ...algorithms.filter((one) => !isKnown(one))];
  return ordered.map(([name]) => name);
}

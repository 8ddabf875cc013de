import { createHmac } from 'node:crypto';
import { yieldToEventLoop } from '../../base/clock';
import { throwIfCancelled } from '../../base/errors';
import { keyType } from './hostKey';
import { readSshFile } from './files';

/** The keys that a file of known hosts has for one server. */
export interface KnownKeys {
  /** Those for the server's own name, with the port if that is not 22. */
  readonly own: readonly Buffer[];
  /** Those for the host without a port: they are trusted too, but do not contradict another key. */
  readonly ofHost: readonly Buffer[];
  readonly revoked: readonly Buffer[];
}

export type HostKeyVerdict = 'known' | 'unknown' | 'changed' | 'revoked';

/** How many lines are read without a turn of the event loop; comparing a hashed name takes a few microseconds. */
const linesAtOnce = 1_000;

/**
 * The keys that the file has for a server; none where there is no file.
 * The format is that of sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". Keys of certificate authorities are ignored: a
 * server shows its plain key here.
 * @throws ThothError SSH_FAILED when the file cannot be read, CANCELLED
 */
export async function readKnownKeys(file: string, host: string, port: number, signal: AbortSignal): Promise<KnownKeys> {
  const text = (await readSshFile('file of known hosts', file, signal)) ?? '';
  const hostName = host.toLowerCase();
  const ownName = port === 22 ? hostName : `[${hostName}]:${port}`;
  const known = { own: [] as Buffer[], ofHost: [] as Buffer[], revoked: [] as Buffer[] };
  for (const [index, line] of text.split('\n').entries()) {
    if (index % linesAtOnce === linesAtOnce - 1) {
      await yieldToEventLoop();
      throwIfCancelled(signal);
    }
    const entry = parseLine(line);
    if (!entry) continue;
    const isOwn = matches(entry.names, ownName);
    if (!isOwn && !matches(entry.names, hostName)) continue;
    if (entry.marker === '@revoked') known.revoked.push(entry.key);
    else if (isOwn) known.own.push(entry.key);
    else known.ofHost.push(entry.key);
  }
  return known;
}

/** Compares the key that a server shows with the known ones. */
export function checkHostKey(known: KnownKeys, key: Buffer): HostKeyVerdict {
  const isKey = (other: Buffer): boolean => other.equals(key);
  if (known.revoked.some(isKey)) return 'revoked';
  if (known.own.some(isKey)) return 'known';
  if (known.own.some((other) => keyType(other) === keyType(key))) return 'changed';
  return known.ofHost.some(isKey) ? 'known' : 'unknown';
}

interface Entry {
  readonly marker: '' | '@revoked';
  /** The host names, as the line gives them. */
  readonly names: string;
  readonly key: Buffer;
}

function parseLine(line: string): Entry | null {
  const fields = line.trim().split(/\s+/);
  const marker = fields[0]?.startsWith('@') ? fields.shift() : '';
  const [names, type, key] = fields;
  if (!names || names.startsWith('#') || !type || !key) return null;
  if (marker !== '' && marker !== '@revoked') return null;
  const blob = Buffer.from(key, 'base64');
  return keyType(blob) === type ? { marker, names, key: blob } : null;
}

/** Whether a line's names match a host: either a hash of its name, or patterns, of which those after `!` exclude it. */
function matches(names: string, host: string): boolean {
  if (names.startsWith('|1|')) return matchesHash(names, host);
  const patterns = names.toLowerCase().split(',');
  if (patterns.some((pattern) => pattern.startsWith('!') && matchesPattern(pattern.slice(1), host))) return false;
  return patterns.some((pattern) => matchesPattern(pattern, host));
}

function matchesHash(hashed: string, host: string): boolean {
  const [, , salt = '', hash = ''] = hashed.split('|');
  const digest = createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest();
  return digest.equals(Buffer.from(hash, 'base64'));
}

/** `*` matches any characters and `?` one. Backtracks only to the last `*`, so that no pattern takes long. */
function matchesPattern(pattern: string, host: string): boolean {
  let [at, star, resume] = [0, -1, 0];
  for (let index = 0; index < host.length;) {
    if (pattern[at] === '*') [star, resume] = [at++, index];
    else if (pattern[at] === '?' || pattern[at] === host[index]) [at, index] = [at + 1, index + 1];
    else if (star >= 0) [at, index] = [star + 1, ++resume];
    else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

import * as assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { fingerprint, hostKeyAlgorithms, keyType } from '../../../../src/sources/ssh/hostKey';
import { checkHostKey, readKnownKeys, type HostKeyVerdict } from '../../../../src/sources/ssh/knownHosts';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { neverAborted } from './support';

/** A key in SSH's format: its type and its content, each preceded by its length. */
function key(type: string, content: string): Buffer {
  return Buffer.concat([type, content].map((part) => Buffer.concat([lengthOf(part), Buffer.from(part)])));
}

function lengthOf(part: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(part));
  return length;
}

const ed25519 = key('ssh-ed25519', 'one');
const otherEd25519 = key('ssh-ed25519', 'other');
const rsa = key('ssh-rsa', 'two');

const line = (names: string, known: Buffer, marker = ''): string =>
  `${marker && `${marker} `}${names} ${keyType(known)} ${known.toString('base64')} me`;

const hashed = (name: string): string => {
  const salt = Buffer.from('twenty bytes of salt');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};

describe('known hosts', () => {
  const folder = useTemporaryFolder();

  async function judge(lines: readonly string[], host: string, port: number, shown: Buffer): Promise<HostKeyVerdict> {
    const file = folder.file('known_hosts');
    await writeFile(file, lines.join('\n'));
    return checkHostKey(await readKnownKeys(file, host, port, neverAborted), shown);
  }

  const cases: readonly (readonly [why: string, lines: string[], host: string, port: number, HostKeyVerdict])[] = [
    ['its name', [line('db.example.org', ed25519)], 'db.example.org', 22, 'known'],
    ['its name in other letters', [line('DB.example.org', ed25519)], 'db.Example.org', 22, 'known'],
    ['one name of several', [line('db,db.example.org,10.0.0.1', ed25519)], '10.0.0.1', 22, 'known'],
    ['another name', [line('db.example.org', ed25519)], 'db.example.com', 22, 'unknown'],
    ['the beginning of its name', [line('db', ed25519)], 'db.example.org', 22, 'unknown'],
    ['its name and port', [line('[db]:2222', ed25519)], 'db', 2222, 'known'],
    ['another port', [line('[db]:2222', ed25519)], 'db', 2223, 'unknown'],
    ['another port than 22', [line('[db]:2222', ed25519)], 'db', 22, 'unknown'],
    ['its name for any port', [line('db', ed25519)], 'db', 2222, 'known'],
    ['another key for any port', [line('db', otherEd25519)], 'db', 2222, 'unknown'],
    ['another key', [line('db', otherEd25519)], 'db', 22, 'changed'],
    ['another key for the port', [line('db', ed25519), line('[db]:2222', otherEd25519)], 'db', 2222, 'changed'],
    ['a key of another type', [line('db', rsa)], 'db', 22, 'unknown'],
    ['two keys', [line('db', otherEd25519), line('db', ed25519)], 'db', 22, 'known'],
    ['a pattern', [line('*.example.???', ed25519)], 'db.example.org', 22, 'known'],
    ['a pattern with several stars', [line('*d*.ex*e.*g', ed25519)], 'db.example.org', 22, 'known'],
    ['a pattern that is too long', [line('*.example.????', ed25519)], 'db.example.org', 22, 'unknown'],
    ['a pattern for any port', [line('[db]:*', ed25519)], 'db', 2222, 'known'],
    ['an exception', [line('*.example.org,!db.example.org', ed25519)], 'db.example.org', 22, 'unknown'],
    ['an exception for another', [line('!db.example.org,*.example.org', ed25519)], 'www.example.org', 22, 'known'],
    ['nothing but an exception', [line('!db', ed25519)], 'www', 22, 'unknown'],
    ['a hashed name', [line(hashed('db'), ed25519)], 'DB', 22, 'known'],
    ['a hashed name and port', [line(hashed('[db]:2222'), ed25519)], 'db', 2222, 'known'],
    ['the hash of another name', [line(hashed('bd'), ed25519)], 'db', 22, 'unknown'],
    ['a broken hash', [line('|1|', ed25519)], 'db', 22, 'unknown'],
    ['an IPv6 address', [line('::1', ed25519)], '::1', 22, 'known'],
    ['an IPv6 address and port', [line('[::1]:2222', ed25519)], '::1', 2222, 'known'],
    ['a revoked key', [line('db', ed25519), line('*', ed25519, '@revoked')], 'db', 22, 'revoked'],
    ['another revoked key', [line('db', ed25519), line('*', rsa, '@revoked')], 'db', 22, 'known'],
    ['an authority', [line('*', ed25519, '@cert-authority')], 'db', 22, 'unknown'],
    ['an unknown marker', [line('*', ed25519, '@future')], 'db', 22, 'unknown'],
    ['a comment', [`# ${line('db', ed25519)}`, `#${line('db', ed25519)}`], 'db', 22, 'unknown'],
    ['tabs, and ends of lines as in Windows', [`${line('db', ed25519).replaceAll(' ', '\t')}\r`], 'db', 22, 'known'],
    ['a line whose type is not its key', [line('db', ed25519).replace('ssh-ed25519', 'ssh-rsa')], 'db', 22, 'unknown'],
    ['half a line', ['db', 'db ssh-ed25519', 'db ssh-ed25519 A', '@revoked', line('db', ed25519)], 'db', 22, 'known'],
    ['a line of the first SSH', ['db 1024 35 1234567890', line('db', ed25519)], 'db', 22, 'known'],
  ];
  for (const [why, lines, host, port, verdict] of cases) {
    it(`find a key ${verdict} by ${why}`, async () => assert.equal(await judge(lines, host, port, ed25519), verdict));
  }

  it('may be many', async () => {
    const others = Array.from({ length: 5_000 }, (_, index) => line(hashed(`host${index}`), rsa));
    assert.equal(await judge([...others, line('db', ed25519)], 'db', 22, ed25519), 'known');
    const reading = new AbortController();
    const read = readKnownKeys(folder.file('known_hosts'), 'db', 22, reading.signal);
    reading.abort();
    await assert.rejects(read, { code: 'CANCELLED' });
  });

  it('match a hostile pattern quickly', async () => {
    assert.equal(await judge([line(`${'*a'.repeat(2_000)}b`, ed25519)], 'a'.repeat(4_000), 22, ed25519), 'unknown');
  });
});

describe('a host key', () => {
  it('is requested with the known types first', () => {
    assert.deepEqual(hostKeyAlgorithms([rsa]).slice(0, 4), ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa', 'ssh-ed25519']);
    assert.equal(hostKeyAlgorithms([])[0], 'ssh-ed25519');
    assert.equal(hostKeyAlgorithms([ed25519, rsa]).length, 7);
  });

  it('has a fingerprint as ssh-keygen shows it', () => {
    const published = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
    assert.equal(fingerprint(Buffer.from(published, 'base64')), 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU');
  });
});

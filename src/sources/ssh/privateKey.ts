import { sign } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { BaseAgent, IdentityCallback, SignCallback, SigningRequestOptions } from 'ssh2';
import { awaitUnlessCancelled } from '../../base/cancellation';
import { messageOf, ThothError, throwIfCancelled } from '../../base/errors';
import { readSshFile } from './files';

/** A private key, ready to sign. */
export interface PrivateKey {
  readonly type: string;
  /** The decrypted key. */
  readonly pem: string;
  /** The public half, in SSH's own format. */
  readonly publicKey: Buffer;
}

type Parsed = { readonly error: string } | (Omit<PrivateKey, 'publicKey'> & { readonly publicKey: Uint8Array });

/** Runs in its own thread: deriving a key from a passphrase is slow on purpose, some tenths of a second. */
const parserScript = `
const { parentPort, workerData } = require('node:worker_threads');
const { utils } = require(workerData.ssh2);
const key = utils.parseKey(workerData.text, workerData.passphrase);
if (key instanceof Error) parentPort.postMessage({ error: key.message });
else if (!key.isPrivateKey()) parentPort.postMessage({ error: 'public key' });
else parentPort.postMessage({ type: key.type, pem: key.getPrivatePEM(), publicKey: key.getPublicSSH() });
`;

/**
 * Reads a private key in OpenSSH's, PEM's or PuTTY's format.
 * @throws ThothError SSH_LOGIN_REFUSED for a passphrase that is missing or wrong, SSH_FAILED for a file that is missing
 * or holds no private key, CANCELLED
 */
export async function readPrivateKey(
  file: string,
  passphrase: string | undefined,
  signal: AbortSignal,
): Promise<PrivateKey> {
  const text = await readSshFile('private key', file, signal);
  if (text === null) {
    throw new ThothError('SSH_FAILED', `There is no private key "${file}". Check the path, or choose the file again.`);
  }
  const parsed = await parse(text, passphrase, signal);
  if (!('error' in parsed)) return { ...parsed, publicKey: Buffer.from(parsed.publicKey) };
  throw unusable(file, parsed.error, passphrase);
}

/**
 * A cancel neither waits for the thread nor stops it: it ends within a second, and Node may crash if it is stopped
 * while it compiles WebAssembly, which ssh2 does first.
 */
async function parse(text: string, passphrase: string | undefined, signal: AbortSignal): Promise<Parsed> {
  throwIfCancelled(signal);
  const workerData = { ssh2: require.resolve('ssh2'), text, passphrase };
  const worker = new Worker(parserScript, { eval: true, execArgv: [], workerData });
  const parsed = new Promise<Parsed>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (cause) => resolve({ error: messageOf(cause) }));
    worker.once('exit', () => resolve({ error: 'the thread that reads it has ended' }));
  });
  return awaitUnlessCancelled(parsed, signal);
}

function unusable(file: string, reason: string, passphrase: string | undefined): ThothError {
  if (/encrypted|integrity check|passphrase/i.test(reason)) {
    return passphrase
      ? new ThothError('SSH_LOGIN_REFUSED', `The passphrase of the private key "${file}" is wrong. Enter it again.`)
      : new ThothError('SSH_LOGIN_REFUSED', `The private key "${file}" is encrypted. Enter its passphrase.`);
  }
  const what = reason === 'public key' ? 'holds a public key only' : `holds no private key of use (${reason})`;
  return new ThothError(
    'SSH_FAILED',
    `The file "${file}" ${what}. Choose a private key in OpenSSH's format, in a file whose name does not end in ` +
      '.pub; where a key has another format, ssh-keygen -p writes it anew.',
  );
}

/** The hash for a type of key if the server names none; other types have none. */
const hashes: Readonly<Record<string, string>> = {
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
  'ssh-rsa': 'sha1',
};

/** An agent that holds one key. */
export function keyAgent(Agent: typeof BaseAgent<Buffer>, key: PrivateKey): BaseAgent<Buffer> {
  class KeyAgent extends Agent {
    override getIdentities(callback: IdentityCallback<Buffer>): void {
      callback(null, [key.publicKey]);
    }

    override sign(
      _publicKey: Buffer,
      data: Buffer,
      options: SigningRequestOptions | SignCallback,
      callback?: SignCallback,
    ): void {
      const { hash } = typeof options === 'function' ? {} : options;
      const done = typeof options === 'function' ? options : callback;
      sign(hash ?? hashes[key.type], data, key.pem, (error, signature) => done?.(error, signature));
    }
  }
  return new KeyAgent();
}

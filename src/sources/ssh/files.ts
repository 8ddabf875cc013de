import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { meansNoFile, messageOf, ThothError, throwIfCancelled } from '../../base/errors';

/** The path of a file with `~/` replaced by the home folder. */
export function expandHome(file: string): string {
  return /^~[/\\]/.test(file) ? path.join(homedir(), file.slice(2)) : file;
}

/**
 * Reads a small file that SSH needs.
 * @param what the kind of file, for the error: `private key`
 * @returns null where there is no such file
 * @throws ThothError SSH_FAILED, CANCELLED
 */
export async function readSshFile(what: string, file: string, signal: AbortSignal): Promise<string | null> {
  try {
    return await readFile(file, { encoding: 'utf8', signal });
  } catch (cause) {
    throwIfCancelled(signal);
    if (meansNoFile(cause)) return null;
    throw new ThothError(
      'SSH_FAILED',
      `The ${what} "${file}" cannot be read: ${messageOf(cause)}. Check that it is a file that you may read.`,
      { cause },
    );
  }
}

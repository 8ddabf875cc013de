import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { messageOf, ThothError } from '../base/errors';
import type { RunStore } from '../catalog/catalog';

/** How many characters are read at a time. */
const pieceSize = 1_000_000;

/** The saved lines of a log, in pieces of about 1,000,000 characters. */
export async function* savedPieces(source: Pick<RunStore, 'readLog'>, taskId: string): AsyncGenerator<string> {
  for (let line = 0; ;) {
    const chunks = await source.readLog(taskId, line, pieceSize);
    const last = chunks.at(-1);
    if (!last) return;
    for (const { text } of chunks) yield text;
    line = last.firstLine + last.lineCount;
  }
}

/**
 * Writes a log into a file. The file is created or replaced once everything is written: until then it is a new file
 * beside it, which nobody can have put there for Thoth to write through.
 * @param pieces each of whole lines, without a line feed at the end
 * @throws ThothError INVALID_ARGUMENT where the file cannot be written; it is left unchanged then
 */
export async function writeLogFile(file: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  if (!isAbsolute(file)) {
    throw new ThothError('INVALID_ARGUMENT', `The log cannot be saved to "${file}": give the whole path of the file.`);
  }
  const part = `${file}.${randomBytes(4).toString('hex')}.part`;
  try {
    const handle = await open(part, 'wx', 0o600);
    try {
      for await (const piece of pieces) await handle.appendFile(`${piece}\n`);
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    if (error instanceof ThothError) throw error;
    throw new ThothError(
      'INVALID_ARGUMENT',
      `The log cannot be saved to "${file}": ${messageOf(error)}. Choose a folder that you may write to, with enough room.`,
      { cause: error },
    );
  }
}

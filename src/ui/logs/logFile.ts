import { open, rename, rm } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { messageOf, ThothError } from '../../base/errors';
import type { LogSource } from './logTail';

/** How much is read at a time, in characters. */
const pieceSize = 1_000_000;

/** The saved lines of a log, piece by piece. */
export async function* savedPieces(source: Pick<LogSource, 'readLog'>, taskId: string): AsyncGenerator<string> {
  for (let line = 0; ;) {
    const chunks = await source.readLog(taskId, line, pieceSize);
    const last = chunks.at(-1);
    if (!last) return;
    for (const { text } of chunks) yield text;
    line = last.firstLine + last.lineCount;
  }
}

/**
 * Writes a log into a file, which appears, or is replaced, when all of it is written.
 * @param pieces whole lines each, without a line feed at the end
 * @throws ThothError INVALID_ARGUMENT where the file cannot be written; it is as it was then
 */
export async function writeLogFile(file: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  if (!isAbsolute(file)) {
    throw new ThothError('INVALID_ARGUMENT', `The log cannot be saved to "${file}": give the whole path of the file.`);
  }
  const part = `${file}.part`;
  try {
    const handle = await open(part, 'w', 0o600);
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

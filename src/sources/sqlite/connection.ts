import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { meansNoFile, messageOf, ThothError } from '../../base/errors';
import { ReaderProcess } from './reader/process';

/**
 * Starts a process that opens an existing file read-only. No file is created, and a name such as `:memory:` or `file:…`
 * is a plain file name.
 * @throws ThothError SOURCE_NOT_FOUND, SOURCE_UNREADABLE or NATIVE_BINDING
 */
export async function connect(name: string): Promise<ReaderProcess> {
  const file = path.resolve(name);
  await requireFile(file);
  try {
    return await ReaderProcess.open(file);
  } catch (error) {
    if (error instanceof ThothError) throw error;
    if (await isMissing(file)) throw missing(file, error);
    throw new ThothError(
      'SOURCE_UNREADABLE',
      `The database "${file}" cannot be opened. Check that you may read this file and its folder.`,
      { cause: error },
    );
  }
}

async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    throw meansNoFile(error) ? missing(file, error) : inaccessible(file, error);
  });
  if (found.isFile()) return;
  const what = found.isDirectory() ? 'a folder' : 'not a regular file';
  throw new ThothError('SOURCE_UNREADABLE', `"${file}" is ${what}. Choose a SQLite database file.`);
}

async function isMissing(file: string): Promise<boolean> {
  return stat(file).then(() => false, meansNoFile);
}

function missing(file: string, cause: unknown): ThothError {
  return new ThothError('SOURCE_NOT_FOUND', `There is no file "${file}". Check the path, or choose the file again.`, {
    cause,
  });
}

function inaccessible(file: string, cause: unknown): ThothError {
  return new ThothError(
    'SOURCE_UNREADABLE',
    `The file "${file}" cannot be reached: ${messageOf(cause)}. Check its name and that you may enter its folder.`,
    { cause },
  );
}

import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { messageOf, ThothError } from '../base/errors';
import { SqliteConnection } from '../base/sqlite';

/**
 * Builds the sample database from its SQL script, in place of any file that was there before. The file appears
 * complete or not at all: it is built under another name in the same folder, which is made where there is none, and
 * then renamed.
 * @throws ThothError SOURCE_NOT_FOUND without the script, SOURCE_UNREADABLE when the database cannot be built,
 * NATIVE_BINDING
 */
export async function buildSample(scriptFile: string, databaseFile: string): Promise<void> {
  const script = await readScript(scriptFile);
  const unfinished = `${databaseFile}.${randomUUID()}.unfinished`;
  try {
    await mkdir(path.dirname(databaseFile), { recursive: true });
    await runScript(script, unfinished);
    await rename(unfinished, databaseFile);
  } catch (cause) {
    await Promise.allSettled([unfinished, `${unfinished}-journal`].map((file) => rm(file, { force: true })));
    if (cause instanceof ThothError) throw cause;
    throw new ThothError(
      'SOURCE_UNREADABLE',
      `The sample database "${databaseFile}" could not be built: ${messageOf(cause)}. ` +
        'Check that its folder can be written, and that no other program has the file open.',
      { cause },
    );
  }
}

async function readScript(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ThothError(
      'SOURCE_NOT_FOUND',
      `The script of the sample database cannot be read: ${messageOf(cause)}. Install Thoth again.`,
      { cause },
    );
  }
}

async function runScript(script: string, databaseFile: string): Promise<void> {
  const connection = await SqliteConnection.open(databaseFile, 'create');
  try {
    await connection.execute(script);
  } finally {
    await connection.close();
  }
}

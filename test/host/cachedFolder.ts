import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './paths';

/**
 * The folder of a name in the cache, filled at the first call.
 * It appears under its name only when it is complete: an interrupted fetch leaves nothing that looks finished,
 * and of two fetches at the same time the first one to finish is kept.
 * @param fill fills an empty folder; it must not keep absolute paths into that folder
 */
export async function cachedFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const finished = join(cacheFolder, name);
  if (existsSync(finished)) return finished;

  await mkdir(cacheFolder, { recursive: true });
  const unfinished = await mkdtemp(join(cacheFolder, `fetching-${name}-`));
  try {
    await fill(unfinished);
    await rename(unfinished, finished).catch((error: unknown) => {
      if (!existsSync(finished)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return finished;
}

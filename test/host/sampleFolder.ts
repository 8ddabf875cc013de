import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSample } from '../../src/sources/sample';
import { cacheFolder, projectRoot } from './paths';

/** A folder with a database that is ready to be catalogued. */
export interface SampleFolder {
  readonly folder: string;
  readonly database: string;
}

/** Builds the sample database anew, in a folder of its own. */
export async function makeSample(): Promise<SampleFolder> {
  const folder = join(cacheFolder, 'sample');
  const database = join(folder, 'library.sqlite');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await buildSample(join(projectRoot, 'media/sample/library.sql'), database);
  return { folder, database };
}

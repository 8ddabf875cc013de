import type { Plugin } from 'esbuild';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readerFileName, useReaderProgram } from '../../src/sources/sqlite/reader/program';
import { bundleProgram } from './bundle';
import { projectRoot } from './paths';

/** Bundles the program that reads SQLite files into a folder, for a bundle there or for a process that runs sources. */
export async function bundleSqliteReader(folder: string): Promise<string> {
  const outfile = join(folder, readerFileName);
  await bundleProgram(join(projectRoot, 'src/sqliteReader/main.ts'), outfile, [installedSqlite]);
  return outfile;
}

/** The program starts with an environment of its own, without NODE_PATH. */
const installedSqlite: Plugin = {
  name: 'installed-sqlite',
  setup(building) {
    building.onResolve({ filter: /^sqlite3$/ }, () => ({ path: require.resolve('sqlite3'), external: true }));
  },
};

let folder = '';

/** For mocha's option `--require`: lets the sources of this process read SQLite files. */
export const mochaHooks = {
  async beforeAll(): Promise<void> {
    folder = await mkdtemp(join(tmpdir(), 'thoth-sqlite-reader-'));
    // tests start it as other users, too
    await chmod(folder, 0o755);
    useReaderProgram(await bundleSqliteReader(folder));
  },
  async afterAll(): Promise<void> {
    await rm(folder, { recursive: true, force: true });
  },
};

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the suite it is called in a folder of its own, removed after its last test. */
export function useSuiteFolder(): { readonly path: string; file(name: string): string } {
  let path = '';
  before(async () => {
    path = await mkdtemp(join(tmpdir(), 'thoth-faults-'));
  });
  after(() => rm(path, { recursive: true, force: true, maxRetries: 3 }));
  return {
    get path() {
      return path;
    },
    file: (name) => join(path, name),
  };
}

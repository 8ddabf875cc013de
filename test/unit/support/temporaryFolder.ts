import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives each test of the suite it is called in a folder of its own, removed after the test. */
export function useTemporaryFolder(): { file(name: string): string } {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thoth-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return { file: (name) => join(folder, name) };
}

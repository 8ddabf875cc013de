import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../src/base/errors';
import { runCommand } from '../host/command';
import { findDesktop } from '../host/desktop';
import { projectRoot } from '../host/paths';
import { runInVsCode } from '../host/runner';
import { makeSample } from '../host/sampleFolder';
import { packageExtension } from './vsix';

/** Packages Thoth, installs it into a new VS Code as a user would, and tests it there. */
async function main(): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'thoth-package-'));
  try {
    const vsix = join(temporary, 'thoth.vsix');
    await runCommand(process.execPath, ['esbuild.js'], { cwd: projectRoot });
    await packageExtension(vsix);
    const sample = await makeSample();
    const suite = {
      vsix,
      extensionDevelopmentPath: [join(projectRoot, 'test/package/helper')],
      extensionTestsPath: join(projectRoot, 'dist/test/package'),
      environment: { THOTH_SAMPLE_DATABASE: sample.database },
    };
    await runInVsCode(suite, await findDesktop());
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});

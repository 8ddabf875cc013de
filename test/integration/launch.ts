import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../src/base/errors';
import { findDesktop } from '../host/desktop';
import { projectRoot } from '../host/paths';
import { runInVsCode } from '../host/runner';
import { packFolder } from '../package/vsix';

/** Runs the built integration tests in a VS Code that has the extension of the language models installed. */
async function main(): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'thoth-models-'));
  try {
    const vsix = join(temporary, 'models.vsix');
    // a VS Code in a browser develops one extension at a time, so this one is installed
    await packFolder(join(projectRoot, 'dist/test/integration/modelProvider'), vsix, ['--skip-license']);
    const suite = {
      vsix,
      extensionDevelopmentPath: [projectRoot],
      extensionTestsPath: join(projectRoot, 'dist/test/integration'),
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

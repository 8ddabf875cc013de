import { join } from 'node:path';
import { messageOf } from '../../src/base/errors';
import { findDesktop } from '../host/desktop';
import { projectRoot } from '../host/paths';
import { runInVsCode } from '../host/runner';

/** Runs the built integration tests in a VS Code. */
async function main(): Promise<void> {
  const suite = {
    extensionDevelopmentPath: [projectRoot],
    extensionTestsPath: join(projectRoot, 'dist/test/integration'),
  };
  await runInVsCode(suite, await findDesktop());
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});

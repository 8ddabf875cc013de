import { messageOf } from '../../src/base/errors';
import { projectRoot } from '../host/paths';
import { runInVsCode } from '../host/runner';
import { join } from 'node:path';

runInVsCode({
  extensionDevelopmentPath: [projectRoot],
  extensionTestsPath: join(projectRoot, 'dist/test/integration'),
}).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});

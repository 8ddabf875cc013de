// npm run package: makes the VSIX for this platform in the project's root folder.
import { join } from 'node:path';
import { messageOf } from '../../src/base/errors';
import { version } from '../../package.json';
import { projectRoot } from '../host/paths';
import { packageExtension, packageTarget } from './vsix';

const file = join(projectRoot, `thoth-${packageTarget()}-${version}.vsix`);
packageExtension(file).then(
  () => console.log(`The package is ${file}`),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exitCode = 1;
  },
);

// npm start                                   opens a VS Code with Thoth and a sample database in it, until Ctrl+C
// npm start -- --run [--database FILE] [--screenshots DIR]   does the main job in it by itself, and ends
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/base/errors';
import { runCommand } from './command';
import { findDesktop } from './desktop';
import { openForPerson } from './interactive';
import type { MainJob } from './mainJob';
import { cacheFolder, projectRoot } from './paths';
import { runInVsCode } from './runner';
import { makeSample } from './sampleFolder';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      run: { type: 'boolean', default: false },
      database: { type: 'string' },
      screenshots: { type: 'string', default: join(cacheFolder, 'screenshots') },
    },
  });
  if (values.database !== undefined && !values.run) throw new Error('--database needs --run.');

  await runCommand(process.execPath, ['esbuild.js'], { cwd: projectRoot });
  const sample = await makeSample();
  const desktop = await findDesktop();
  if (!values.run) return openForPerson(sample.folder, desktop);

  const doneFile = join(cacheFolder, 'main-job-done');
  await rm(doneFile, { force: true });
  const job: MainJob = {
    doneFile,
    ...(values.database === undefined
      ? { name: 'Library', database: sample.database }
      : { name: basename(values.database), database: resolve(values.database) }),
    ...(desktop === undefined ? { screenshots: resolve(values.screenshots) } : {}),
  };
  await runInVsCode(
    {
      extensionDevelopmentPath: [projectRoot],
      extensionTestsPath: join(projectRoot, 'dist/test/host/mainJob.js'),
      folder: sample.folder,
      environment: { THOTH_MAIN_JOB: JSON.stringify(job) },
    },
    desktop,
  );
  if (!existsSync(doneFile)) throw new Error('VS Code ended before the job was done.');
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});

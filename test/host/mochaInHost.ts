import Mocha from 'mocha';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import CountingReporter from '../reporter.cjs';
import { printFromHost } from './hostPrint';

/**
 * Runs the built mocha tests of a folder inside the extension host and prints them to its console.
 * Environment: `THOTH_TEST_COUNTS` names the file for the counts, `THOTH_TEST_GREP` chooses tests by a pattern.
 * @throws Error when a test failed
 */
export async function runMochaInHost(folder: string): Promise<void> {
  const grep = process.env['THOTH_TEST_GREP'];
  Object.assign(Mocha.reporters.Base, { consoleLog: printFromHost });
  const mocha = new Mocha({
    reporter: CountingReporter,
    timeout: 30_000,
    forbidOnly: true,
    forbidPending: true,
    color: process.env['FORCE_COLOR'] === '1',
    ...(grep ? { grep } : {}),
  });
  const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.js'));
  for (const file of tests.sort()) mocha.addFile(join(folder, file));
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} of the tests failed.`);
}

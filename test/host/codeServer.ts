import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/base/errors';
import { openWorkbench, type WorkbenchOptions } from './browser';
import { printedInHost } from './hostPrint';
import { cacheFolder } from './paths';
import { answerScreenshotRequest } from './screenshots';

/** How long a run may take before it is given up. */
const runLimitMs = 10 * 60_000;

/** Opens the VS Code that a command line asks for, waits until the tests' `run()` has ended, and returns its exit code. */
async function main(commandLine: string[]): Promise<number> {
  const stopped = stopRequested();
  mkdirSync(cacheFolder, { recursive: true });
  const wholeConsole = createWriteStream(join(cacheFolder, 'console.log'));
  const workbench = await openWorkbench({
    ...optionsFrom(commandLine),
    onConsole: (line, page) => {
      wholeConsole.write(`${line}\n`);
      const printed = printedInHost(line);
      if (printed !== undefined) console.log(printed);
      answerScreenshotRequest(line, page);
    },
  });
  try {
    return await Promise.race([workbench.exitCode, stopped]);
  } finally {
    await workbench.dispose();
    wholeConsole.end();
  }
}

/** Reads the options of a desktop VS Code; unknown ones are ignored, as VS Code does. */
function optionsFrom(commandLine: string[]): WorkbenchOptions {
  const { values, positionals } = parseArgs({
    args: commandLine,
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
    },
  });
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const developed = values.extensionDevelopmentPath;
  return {
    folder: positionals[0],
    userDataDir: text(values['user-data-dir']),
    extensionTestsPath: text(values.extensionTestsPath),
    extensionDevelopmentPath: Array.isArray(developed) ? developed.map(String) : [],
  };
}

/** Settles with an exit code after a signal to stop, or when the time is over. */
function stopRequested(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(130));
    setTimeout(() => {
      console.error(`The VS Code run was given up after ${runLimitMs / 60_000} minutes.`);
      resolve(1);
    }, runLimitMs).unref();
  });
}

main(process.argv.slice(2)).then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);

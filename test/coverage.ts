// npm run check-coverage: how much of each folder of the core the unit tests have run. They must have run with
// NODE_V8_COVERAGE=coverage/tmp and `--require test/loadCore.ts`.
import { Report } from 'c8';
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { coreFolders } from './coreFolders';
import { projectRoot } from './host/paths';

/** The lines that the tests must run, in percent of the lines of each folder. */
const coveredLines = 90;

interface Lines {
  readonly total: number;
  readonly covered: number;
}

async function main(): Promise<void> {
  const reportsDirectory = join(projectRoot, 'coverage');
  await new Report({
    include: coreFolders.map((folder) => `src/${folder}/**`),
    reporter: ['json-summary'],
    reportsDirectory,
    tempDirectory: join(reportsDirectory, 'tmp'),
  }).run();
  const summary = JSON.parse(readFileSync(join(reportsDirectory, 'coverage-summary.json'), 'utf8')) as Readonly<
    Record<string, { readonly lines: Lines }>
  >;
  const files = Object.entries(summary).map(([file, { lines }]) => ({ file: relative(projectRoot, file), lines }));

  for (const folder of coreFolders) {
    const inFolder = files.filter(({ file }) => file.startsWith(join('src', folder) + sep));
    const percent = percentOf(inFolder.map(({ lines }) => lines));
    console.log(`src/${folder}: ${percent.toFixed(1)} % of the lines are covered`);
    if (percent >= coveredLines) continue;
    process.exitCode = 1;
    console.log(`  That is less than ${coveredLines} %. The files below it:`);
    for (const { file, lines } of inFolder.filter((one) => percentOf([one.lines]) < coveredLines)) {
      console.log(`  ${percentOf([lines]).toFixed(1)} % ${file}`);
    }
  }
}

/** Of no lines none are covered: a folder that is not there must not pass. */
function percentOf(parts: readonly Lines[]): number {
  const sum = (key: keyof Lines): number => parts.reduce((total, lines) => total + lines[key], 0);
  return sum('total') === 0 ? 0 : (100 * sum('covered')) / sum('total');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

// npm test: every check and every suite, in order; the last line has the counts of all of them.
import { spawn } from 'node:child_process';
import { mkdtempSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './host/paths';

/** A command of package.json's scripts. A suite counts its tests; a check counts only when it fails, as one failed. */
interface Step {
  readonly title: string;
  readonly script: readonly string[];
  readonly kind: 'check' | 'suite';
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The folders whose lines the unit tests must cover to this percentage, each by itself. */
const coreFolders = ['base', 'catalog', 'comments', 'logging', 'sources', 'tasks', 'operations'];
const coveredLines = 90;

const steps: readonly Step[] = [
  { title: 'Types', script: ['check-types'], kind: 'check' },
  { title: 'Lint', script: ['lint'], kind: 'check' },
  { title: 'Unit tests', script: ['test:unit'], kind: 'suite' },
  ...coreFolders.map((folder): Step => {
    const options = ['--include', `src/${folder}/**`, '--lines', String(coveredLines)];
    return { title: `Coverage of src/${folder}`, script: ['check-coverage', '--', ...options], kind: 'check' };
  }),
  { title: 'Tests by breaking things', script: ['test:faults'], kind: 'suite' },
  { title: 'Tests in VS Code', script: ['test:integration'], kind: 'suite' },
  { title: 'Tests by clicking', script: ['test:browser'], kind: 'suite' },
  { title: 'Tests of the package', script: ['test:package'], kind: 'suite' },
];

async function main(): Promise<number> {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const problems: string[] = [];
  const stop = new AbortController();
  process.on('SIGINT', () => stop.abort());

  for (const step of steps) {
    if (stop.signal.aborted) return 130;
    const start = performance.now();
    console.log(`\n=== ${step.title}`);
    const { counts, problem } = await runStep(step);
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
    if (problem) problems.push(`${step.title}: ${problem}`);
    console.log(`=== ${step.title}: ${problem ?? 'passed'} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  }
  console.log(`\n${problems.map((problem) => `FAILED ${problem}\n`).join('')}`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return problems.length === 0 ? 0 : 1;
}

/** Runs a step. What fails without a failed test (a check, a crash, a suite without tests) counts as one failed. */
async function runStep(step: Step): Promise<{ counts: Counts; problem?: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'thoth-counts-'));
  const countsFile = join(folder, 'counts.json');
  try {
    const exitCode = await runScript(step.script, { THOTH_TEST_COUNTS: countsFile });
    const none: Counts = { passed: 0, failed: 0, skipped: 0 };
    const counts = existsSync(countsFile) ? (JSON.parse(readFileSync(countsFile, 'utf8')) as Counts) : none;
    if (counts.failed > 0) return { counts, problem: `${counts.failed} failed` };

    const oneFailed = { ...counts, failed: 1 };
    if (exitCode !== 0) return { counts: oneFailed, problem: `ended with exit code ${exitCode}` };
    if (step.kind === 'suite' && counts.passed === 0) return { counts: oneFailed, problem: 'ran no test' };
    return { counts };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runScript(script: readonly string[], environment: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', ...script], {
      cwd: projectRoot,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../host/paths';
import { endTree } from './processTree';

/** A script of package.json. A suite counts its tests; a check counts only when it fails, as one failed test. */
export interface Step {
  readonly title: string;
  /** The script's name, then its arguments. */
  readonly script: readonly string[];
  readonly kind: 'check' | 'suite';
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How many tests passed, failed and were skipped. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface StepResult {
  readonly step: Step;
  readonly counts: Counts;
  /** Why the step failed, in a few words; undefined when it passed. */
  readonly problem?: string;
  /** All that it printed. */
  readonly output: string;
  readonly seconds: number;
}

/**
 * Runs a step to its end and keeps what it prints. A failure without a failed test (a check, a crash, a suite without
 * tests) counts as one failed test.
 * @param signal ends the step with all the processes it has started
 */
export async function runStep(step: Step, signal: AbortSignal): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), 'thoth-counts-'));
  const countsFile = join(folder, 'counts.json');
  const start = performance.now();
  try {
    const { exitCode, output } = await runScript(step, { THOTH_TEST_COUNTS: countsFile }, signal);
    const counts = existsSync(countsFile)
      ? (JSON.parse(readFileSync(countsFile, 'utf8')) as Counts)
      : { passed: 0, failed: 0, skipped: 0 };
    const result = { step, output, seconds: (performance.now() - start) / 1000 };
    const problem = problemOf(step, exitCode, counts);
    if (problem === undefined) return { ...result, counts };
    return { ...result, problem, counts: { ...counts, failed: Math.max(counts.failed, 1) } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function problemOf({ kind }: Step, exitCode: number | string, { passed, failed }: Counts): string | undefined {
  if (failed > 0) return `${failed} failed`;
  if (exitCode !== 0) return `ended with ${exitCode}`;
  return kind === 'suite' && passed === 0 ? 'ran no test' : undefined;
}

/** Its output arrives in the order in which it is printed, errors included. */
function runScript(
  { script, environment }: Step,
  forCounts: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<{ exitCode: number | string; output: string }> {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', ...script], {
      cwd: projectRoot,
      env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }), ...environment, ...forCounts },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C reaches only this process, which then ends the children in order
      detached: process.platform !== 'win32',
      shell: process.platform === 'win32',
    });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    const stop = (): void => void endTree(child);
    signal.addEventListener('abort', stop, { once: true });
    const end = (exitCode: number | string): void => {
      signal.removeEventListener('abort', stop);
      resolve({ exitCode, output: Buffer.concat(chunks).toString() });
    };
    child.on('error', (error) => end(error.message));
    child.on('close', (code, endedBy) => end(code ?? endedBy ?? 'an unknown exit code'));
  });
}

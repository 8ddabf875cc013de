import { runStep, type Step, type StepResult } from './step';

/** Steps that run one after the other. */
export type Lane = readonly Step[];

/**
 * Runs lanes beside each other, prints each step whole when it has ended, and then what failed.
 * @param signal ends the steps that run, and starts no more
 */
export async function runLanes(lanes: readonly Lane[], signal: AbortSignal): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  const runLane = async (lane: Lane): Promise<void> => {
    for (const step of lane) {
      if (signal.aborted) return;
      const result = await runStep(step, signal);
      results.push(result);
      print(result);
    }
  };
  await Promise.all(lanes.map(runLane));
  return results;
}

function print({ step, output, problem, seconds }: StepResult): void {
  console.log(`\n=== ${step.title}\n${output.trimEnd()}`);
  console.log(`=== ${step.title}: ${problem ?? 'passed'} (${seconds.toFixed(1)} s)`);
}

/** Prints the steps that failed and, alone on the last line, the counts of all. @returns the exit code for the process */
export function summarise(results: readonly StepResult[]): number {
  const problems = results.filter(({ problem }) => problem !== undefined);
  console.log(`\n${problems.map(({ step, problem }) => `FAILED ${step.title}: ${problem}\n`).join('')}`);
  const sum = (key: keyof StepResult['counts']): number =>
    results.reduce((total, { counts }) => total + counts[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  return problems.length === 0 ? 0 : 1;
}

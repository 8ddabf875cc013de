import { summarise } from './lanes';
import type { StepResult } from './step';

/** The exit code after Ctrl-C, as shells have it. */
const interrupted = 130;

/**
 * Runs steps as the whole work of this process: prints the counts at the end, and sets the exit code.
 * @param run gets a signal that is aborted by Ctrl-C or when the process is asked to end
 */
export function runAsProcess(run: (signal: AbortSignal) => Promise<readonly StepResult[]>): void {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  run(stop.signal).then(
    (results) => {
      const exitCode = summarise(results);
      process.exitCode = stop.signal.aborted ? interrupted : exitCode;
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}

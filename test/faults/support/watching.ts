import type { TaskRun } from '../../../src/tasks/running/taskRun';

/** Resolves when a run logs a line that matches. @param react called at once, before the run goes on */
export function whenLogged(run: TaskRun, pattern: RegExp, react: () => void = () => undefined): Promise<void> {
  return new Promise((resolve) => {
    let found = false;
    run.handler.addSink({
      write: ({ message }) => {
        if (found || !pattern.test(message)) return;
        found = true;
        react();
        resolve();
      },
    });
  });
}

/** How long something takes, in milliseconds. */
export async function timed<T>(work: Promise<T>): Promise<{ readonly value: T; readonly milliseconds: number }> {
  const start = performance.now();
  const value = await work;
  return { value, milliseconds: performance.now() - start };
}

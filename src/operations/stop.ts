import type { Clock } from '../base/clock';
import type { Parts } from './parts';

/** How long the runs may take to stop, and then the project database to close, in milliseconds: VS Code waits 5 s in all. */
const stopTimeout = 3_500;
const closeWithin = 500;

/**
 * Cancels the runs of this process and closes the project database, each within a time limit. If another program's lock
 * delays this too long, it gives up: all records except those of the last second are saved by then, and the next window
 * that checks ends the runs.
 */
export async function stopOperations({
  clock,
  project,
  runner,
}: Pick<Parts, 'clock' | 'project' | 'runner'>): Promise<void> {
  await within(stopTimeout, runner.stopAll(), clock);
  await within(closeWithin, project.close(), clock);
}

function within(milliseconds: number, work: Promise<void>, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(milliseconds, resolve);
    work.then(resolve, reject).finally(() => timer.dispose());
  });
}

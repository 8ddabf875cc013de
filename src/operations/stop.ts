import type { Clock } from '../base/clock';
import type { TaskRunner } from '../tasks/running/taskRunner';
import type { ProjectDatabase } from './projectDatabase';

/** How long the runs may take to stop, and then the project database to close, in milliseconds: VS Code waits 5 s in all. */
const stopWithin = 3_500;
const closeWithin = 500;

/**
 * Stops the runs of a window that closes, as far as that is quickly done, and closes the project database. What takes longer,
 * because another program keeps the project database locked, is left undone: the records are saved already but for the last
 * moments, and whoever looks next ends the runs.
 */
export async function stopWindow(runner: TaskRunner, project: ProjectDatabase, clock: Clock): Promise<void> {
  await within(stopWithin, runner.stopAll(), clock);
  await within(closeWithin, project.close(), clock);
}

function within(milliseconds: number, work: Promise<void>, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(milliseconds, resolve);
    work.then(resolve, reject).finally(() => timer.dispose());
  });
}

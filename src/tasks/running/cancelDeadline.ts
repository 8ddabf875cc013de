import { onAbort } from '../../base/cancellation';
import type { Clock } from '../../base/clock';
import { ThothError } from '../../base/errors';
import type { Logger } from '../../logging/logger';
import type { TaskRun } from './taskRun';
import { waitingInWords, type Waiting } from './waiting';

/**
 * How long after a cancel the run logs what it still waits for, and how long after it the run gives up waiting, in
 * milliseconds.
 */
export const sayAfter = 10_000;
export const giveUpAfter = 30_000;

/**
 * Waits for the work of a run. After a cancel, waits for a limited time: first logs what the work still waits for, then
 * abandons the work.
 * @throws the work's error, or CANCELLED after abandoning the work
 */
export async function awaitOrGiveUp(
  work: Promise<void>,
  run: TaskRun,
  waiting: Waiting,
  clock: Clock,
  logger: Logger,
): Promise<void> {
  const timers: { dispose(): void }[] = [];
  let giveUp: (error: ThothError) => void = () => undefined;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  const watch = (): void => {
    timers.push(
      clock.after(sayAfter, () => {
        run.waitsFor(waiting.now);
        logger.warning(
          `Stopping: still waiting for ${waitingInWords(waiting.now)}, ${sayAfter / 1000} s after the cancel`,
        );
      }),
      clock.after(giveUpAfter, () => {
        logger.warning(
          `Gave up waiting for ${waitingInWords(waiting.now)}, ${giveUpAfter / 1000} s after the cancel: ` +
            'what comes of it is not kept.',
        );
        giveUp(new ThothError('CANCELLED', 'The task was cancelled, and did not stop by itself.'));
      }),
    );
  };
  const listening = onAbort(run.signal, watch);
  try {
    await Promise.race([work, givenUp]);
  } finally {
    listening.dispose();
    for (const timer of timers) timer.dispose();
  }
}

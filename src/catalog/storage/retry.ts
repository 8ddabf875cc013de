import { setTimeout as pause } from 'node:timers/promises';

const maxPauseMilliseconds = 20;

/** How long to try again while another process holds a lock, in milliseconds. */
export const busyMilliseconds = 5_000;

/**
 * Tries again after temporary errors. Waiting here, and not in SQLite's busy handler, keeps the few threads free that do
 * all file access of the editor.
 * @param limitAfter for how many milliseconds since the first error it is worth trying again; 0 after a lasting error
 */
export async function retryAfterErrors<T>(
  limitAfter: (error: unknown) => number,
  attempt: () => Promise<T>,
): Promise<T> {
  let firstError: number | undefined;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      firstError ??= performance.now();
      if (performance.now() >= firstError + limitAfter(error)) throw error;
      await pause(1 + Math.random() * maxPauseMilliseconds);
    }
  }
}

/** Tries again while another process holds a lock. */
export function retryWhileBusy<T>(isBusy: (error: unknown) => boolean, attempt: () => Promise<T>): Promise<T> {
  return retryAfterErrors((error) => (isBusy(error) ? busyMilliseconds : 0), attempt);
}

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const samplingInterval = 1;

/**
 * Does the work once. @returns the longest time, in milliseconds, in which the event loop did nothing else. On Linux
 * this is processor time of this thread, so that other programs on a busy machine do not count
 */
export async function longestStop(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = ownTime();
  const sample = (): void => {
    const now = ownTime();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(sample, samplingInterval);
  try {
    await work();
    await pause(2 * samplingInterval);
    sample();
  } finally {
    clearInterval(timer);
  }
  return longest;
}

/** For how long this thread has run, in milliseconds; where that is not known, the time that went by. */
function ownTime(): number {
  if (process.platform !== 'linux') return performance.now();
  // how long the thread ran, in nanoseconds, how long it waited for a processor, and how often
  const [ran] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
  return Number(ran) / 1e6;
}

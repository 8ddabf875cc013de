import { systemClock, type Clock } from '../../../src/base/clock';

/** The clock of the machine, with timers that fire in a fraction of their time. */
export function fastClock(times: number): Clock {
  return { ...systemClock, after: (milliseconds, callback) => systemClock.after(milliseconds / times, callback) };
}

/** The clock of the machine, with a wall time that is later. */
export function laterClock(milliseconds: number): Clock {
  return { ...systemClock, now: () => Date.now() + milliseconds };
}

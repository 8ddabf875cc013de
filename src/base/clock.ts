import type { Disposable } from './disposable';

/** The time, passed as an argument, so that tests control it. */
export interface Clock {
  /** The wall clock, in milliseconds since 1970-01-01 UTC. */
  now(): number;
  /**
   * A monotonic time in milliseconds: changes of the wall clock do not affect it. It may or may not include the time
   * that the machine sleeps.
   */
  elapsed(): number;
  /** Calls `callback` once after `milliseconds`; disposing before that cancels it. */
  after(milliseconds: number, callback: () => void): Disposable;
  /** Calls `callback` every `milliseconds` until disposed. */
  every(milliseconds: number, callback: () => void): Disposable;
}

/** The clock of the machine. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds).unref();
    return { dispose: () => clearTimeout(timer) };
  },
  every(milliseconds, callback) {
    const timer = setInterval(callback, milliseconds).unref();
    return { dispose: () => clearInterval(timer) };
  },
};

/** Gives the event loop a turn, so that long work does not block the editor. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

import type { Disposable } from './disposable';

/** Time, passed in wherever it matters, so that tests own it. */
export interface Clock {
  /** The wall clock, in milliseconds since 1970-01-01 UTC. */
  now(): number;
  /**
   * How much time has gone by since some moment, in milliseconds, whatever is done to the wall clock. The time that the
   * machine sleeps may count or not.
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

/** Gives the event loop a turn, so that a long piece of work never holds up the editor. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

import type { Clock } from '../base/clock';
import { ThothError } from '../base/errors';

/** Resolves after so many milliseconds; rejects as soon as the signal is aborted. */
export function wait(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 && !signal.aborted) return Promise.resolve();
  let stop = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    const timer = clock.after(milliseconds, resolve);
    stop = () => timer.dispose();
  });
  return unlessAborted(passed, signal).finally(stop);
}

/** The same promise, but rejects as soon as the signal is aborted; what comes of the work after that is ignored. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(abortError(signal));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Why a signal was aborted: the error it was aborted with, where that is one of ours, else that it was cancelled. */
export function abortError(signal: AbortSignal): ThothError {
  const reason: unknown = signal.reason;
  return reason instanceof ThothError
    ? reason
    : new ThothError('CANCELLED', 'The task was cancelled.', { cause: reason });
}

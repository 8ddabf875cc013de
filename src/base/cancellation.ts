import { setMaxListeners } from 'node:events';
import type { Clock } from './clock';
import type { Disposable } from './disposable';
import { cancelledError, throwIfCancelled } from './errors';

/**
 * Calls back once when the signal is aborted; immediately if it already is. Dispose the result when the work ends. One
 * signal may have any number of callbacks, since one run cancels all its calls.
 */
export function onAbort(signal: AbortSignal, callback: () => void): Disposable {
  if (signal.aborted) {
    callback();
    return { dispose: () => undefined };
  }
  // Node's warning at 11 listeners is about leaks, and every listener here is removed
  setMaxListeners(0, signal);
  const listener = (): void => callback();
  signal.addEventListener('abort', listener, { once: true });
  return { dispose: () => signal.removeEventListener('abort', listener) };
}

/**
 * Waits for work until the signal is aborted. A later result or error of the work is ignored.
 * @throws the work's error, or ThothError CANCELLED
 */
export function awaitUnlessCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const listening = onAbort(signal, () => reject(cancelledError(signal)));
    void work.then(resolve, reject).finally(() => listening.dispose());
  });
}

/**
 * Waits for a number of milliseconds; not at all for zero or less.
 * @throws ThothError CANCELLED as soon as the signal is aborted
 */
export async function wait(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  throwIfCancelled(signal);
  if (milliseconds <= 0) return;
  let timer: Disposable | undefined;
  const elapsed = new Promise<void>((resolve) => (timer = clock.after(milliseconds, resolve)));
  try {
    await awaitUnlessCancelled(elapsed, signal);
  } finally {
    timer?.dispose();
  }
}

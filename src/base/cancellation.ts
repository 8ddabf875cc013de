import { setMaxListeners } from 'node:events';
import type { Clock } from './clock';
import type { Disposable } from './disposable';
import { cancelledError, throwIfCancelled } from './errors';

/**
 * Calls back once, when the signal is aborted; at once where it already is. Dispose the result as soon as the work that
 * it cancels has ended. A signal takes any number of these: one run cancels all its calls.
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
 * Waits for work, but only until the signal is aborted: what the work gives after that is ignored, its errors too.
 * @throws what the work throws, or ThothError CANCELLED
 */
export function awaitUnlessCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const listening = onAbort(signal, () => reject(cancelledError(signal)));
    void work.then(resolve, reject).finally(() => listening.dispose());
  });
}

/**
 * Waits for a number of milliseconds; not at all where that is zero or less.
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

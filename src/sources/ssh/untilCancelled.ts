import { ThothError } from '../../base/errors';

/** What a promise gives, or CANCELLED at once when the signal is aborted; the promise is then left to itself. */
export function untilCancelled<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      reject(new ThothError('CANCELLED', 'The task was cancelled.', { cause: signal.reason }));
    };
    signal.addEventListener('abort', cancel, { once: true });
    promise.finally(() => signal.removeEventListener('abort', cancel)).then(resolve, reject);
    if (signal.aborted) cancel();
  });
}

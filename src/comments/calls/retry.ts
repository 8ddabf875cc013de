import { hasCode } from '../../base/errors';
import { modelFailureOf } from '../models/modelFailure';

/** How many times a failed call is retried. */
export const retries = 3;

/** In milliseconds: the first wait, which doubles with each retry, and the longest one. */
const firstWait = 1000;
const longestWait = 30_000;
/** If the server asks for a longer wait, in milliseconds, the call is not retried. */
const maxServerWait = 120_000;

/**
 * The wait before a retry, in milliseconds; undefined for no retry. It is the server's `Retry-After` if given;
 * otherwise it grows exponentially, with a random part so that calls are not retried all at once.
 * @param attempt 1 after the first attempt
 * @param random from 0 to 1
 */
export function waitBeforeRetry(error: unknown, attempt: number, random: number): number | undefined {
  const failure = modelFailureOf(error);
  if (attempt > retries || !(hasCode(error, 'COMMENTS_TIMEOUT') || failure?.passing)) return undefined;
  const asked = failure?.retryAfter ?? 0;
  if (asked > maxServerWait) return undefined;
  const ownWait = Math.min(longestWait, firstWait * 2 ** (attempt - 1)) * (0.5 + random / 2);
  return Math.max(asked, ownWait);
}

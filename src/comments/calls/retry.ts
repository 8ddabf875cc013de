import { hasCode } from '../../base/errors';
import { modelFailureOf } from '../models/modelFailure';

/** How often a call is tried again after it failed. */
export const retries = 3;

/** In milliseconds: the first wait, which doubles with each attempt, and the longest. */
const firstWait = 1000;
const longestWait = 30_000;
/** A call is not retried when the server asks for a longer wait, in milliseconds. */
const longestServerWait = 120_000;

/**
 * How long to wait before a retry, in milliseconds; undefined where there should be none. A server's `Retry-After` is
 * respected; otherwise the wait grows, with a random part so that calls do not all return at once.
 * @param attempt 1 after the first attempt
 * @param random from 0 to 1
 */
export function waitBeforeRetry(error: unknown, attempt: number, random: number): number | undefined {
  const failure = modelFailureOf(error);
  if (attempt > retries || !(hasCode(error, 'COMMENTS_TIMEOUT') || failure?.passing)) return undefined;
  const asked = failure?.retryAfter ?? 0;
  if (asked > longestServerWait) return undefined;
  const ownWait = Math.min(longestWait, firstWait * 2 ** (attempt - 1)) * (0.5 + random / 2);
  return Math.max(asked, ownWait);
}

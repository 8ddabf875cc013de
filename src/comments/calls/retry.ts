import { hasCode } from '../../base/errors';
import { modelFailureOf } from '../models/modelFailure';

/** How often a call is tried again after it failed. */
export const retries = 3;

/** In milliseconds: the first wait, which doubles with each attempt, and the longest. */
const firstWait = 1000;
const longestWait = 30_000;
/** A server that asks for a longer wait, in milliseconds, is not waited for. */
const longestServerWait = 120_000;

/**
 * How long to wait before a call is tried again, in milliseconds; undefined where trying again is of no use. A server's
 * wish is obeyed; else the wait grows, and differs from call to call so that they do not all come back at once.
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

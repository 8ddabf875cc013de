import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';

/**
 * Waits until a condition holds, with a turn of the event loop between two checks.
 * @param what the condition in words, for the error when it does not hold in time
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what = 'what this test waits for',
  milliseconds = 8_000,
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, `did not happen within ${milliseconds} ms: ${what}`);
    await turn();
  }
}

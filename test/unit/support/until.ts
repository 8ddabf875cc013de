import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';

/** Waits until a condition holds, with turns of the event loop between; fails when it never does. */
export async function until(condition: () => boolean | Promise<boolean>, milliseconds = 8_000): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, 'this never came about');
    await turn();
  }
}

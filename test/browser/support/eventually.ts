import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** The pause between two checks, in milliseconds, which leaves the processor to others. */
const interval = 10;

/** Waits until a condition outside of this process holds; fails when it does not in time. */
export async function eventually(what: string, holds: () => Promise<boolean>, milliseconds = 60_000): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, `did not happen within ${milliseconds} ms: ${what}`);
    await pause(interval);
  }
}

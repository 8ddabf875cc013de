import { writeSync } from 'node:fs';
import type { TaskResult } from '../../../src/tasks/task';

/** How often a child tells that it is awake, in milliseconds. */
export const tickInterval = 100;

/** What a child tells its parent, one line of JSON each. */
export type Report =
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly code: string; readonly message: string; readonly taskId: string }
  /** Told every `tickInterval` of the time in which the child really ran. */
  | { readonly type: 'tick' }
  | { readonly type: 'claimed'; readonly taskId: string }
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'call'; readonly items: readonly string[] }
  /** The child stops itself now. */
  | { readonly type: 'stopping' }
  | { readonly type: 'result'; readonly result: TaskResult };

/** Tells the parent at once: what was told is with it even when this process is killed the next moment. */
export function report(told: Report): void {
  writeSync(1, `${JSON.stringify(told)}\n`);
}

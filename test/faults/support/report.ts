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

/**
 * How many lines had been told so many milliseconds before the end of the reports, by the time in which the child really
 * ran: on a busy machine that is less than what the clock says.
 */
export function linesBefore(reports: readonly Report[], milliseconds: number): number {
  // one more for the tick that was under way
  let ticks = milliseconds / tickInterval + 1;
  let end = reports.length;
  while (ticks > 0 && end > 0) {
    end -= 1;
    if (reports[end]?.type === 'tick') ticks -= 1;
  }
  return reports.slice(0, end).filter(({ type }) => type === 'line').length;
}

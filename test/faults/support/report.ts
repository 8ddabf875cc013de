import { writeSync } from 'node:fs';
import type { TaskStatus } from '../../../src/model/runs';
import type { TaskResult } from '../../../src/tasks/task';

/** The number of the pipe on which a child tells its parent: beside its output, into which anything may print. */
export const reportChannel = 4;

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
  /** How a run stands after a look at what is running, `asked` for or not; and how old its heartbeat is, in milliseconds. */
  | { readonly type: 'looked'; readonly asked: boolean; readonly status: TaskStatus; readonly silence: number }
  /** The child stops itself now. */
  | { readonly type: 'stopping' }
  | { readonly type: 'result'; readonly result: TaskResult }
  /** The last: what the program returned. */
  | { readonly type: 'returned'; readonly value?: unknown };

/** Tells the parent at once: what was told is with it even when this process is killed the next moment. */
export function report(told: Report): void {
  writeSync(reportChannel, `${JSON.stringify(told)}\n`);
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

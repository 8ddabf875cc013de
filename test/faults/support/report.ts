import { writeSync } from 'node:fs';
import type { TaskStatus } from '../../../src/model/runs';
import type { TaskResult } from '../../../src/tasks/task';

/** The number of the pipe on which a child reports to its parent: apart from its output, into which anything may print. */
export const reportChannel = 4;

/** How often a child reports that it is awake, in milliseconds. */
export const tickInterval = 100;

/** What a child reports to its parent, one line of JSON each. */
export type Report =
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly code: string; readonly message: string; readonly taskId: string }
  /** Reported every `tickInterval` of the time in which the child really ran. */
  | { readonly type: 'tick' }
  | { readonly type: 'claimed'; readonly taskId: string }
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'call'; readonly items: readonly string[] }
  /** The status of a run after a look at what is running, `asked` for or not; and the age of its heartbeat, in milliseconds. */
  | { readonly type: 'looked'; readonly asked: boolean; readonly status: TaskStatus; readonly silence: number }
  /** The child stops itself now. */
  | { readonly type: 'stopping' }
  | { readonly type: 'result'; readonly result: TaskResult }
  /** The last: what the program returned. */
  | { readonly type: 'returned'; readonly value?: unknown };

/** Reports to the parent synchronously: the report arrives even if this process is killed immediately afterwards. */
export function report(given: Report): void {
  writeSync(reportChannel, `${JSON.stringify(given)}\n`);
}

/**
 * How many lines had been reported this many milliseconds before the end of the reports. Measured in the time in which
 * the child really ran: on a busy machine that is less than the wall time.
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

import { existsSync } from 'node:fs';
import type { TaskResult } from '../../../src/tasks/task';
import { scriptedComments } from '../support/comments';
import { operationsOn } from '../support/project';
import { report, tickInterval } from '../support/report';

/** A moment in the life of a child: at the claim, at a line of its log or a call of its model, or at its end. */
export type Moment =
  | { readonly at: 'claim' }
  | { readonly at: 'line' | 'call'; readonly number: number }
  /** This many turns of the event loop after the last line. */
  | { readonly at: 'end'; readonly turns: number };

export interface TaskOrders {
  readonly file: string;
  readonly sqlDbId: number;
  readonly kind: string;
  /** How long a call of the model takes, in milliseconds. */
  readonly callMilliseconds: number;
  readonly killed?: Moment;
  /** Stops the process at this moment, and at all later lines and calls while the file `until` does not exist. */
  readonly stopped?: { readonly from: Moment; readonly until: string };
}

/** Runs one task as a window does, and reports each event. @returns how the run ended */
export async function task(orders: TaskOrders): Promise<TaskResult> {
  const operations = operationsOn(orders.file);
  const moments = new Moments(orders);
  const comments = scriptedComments(orders.callMilliseconds, (items) => {
    report({ type: 'call', items });
    moments.reach('call');
  });
  const ticks = setInterval(() => report({ type: 'tick' }), tickInterval);
  const owner = { type: 'sqlDb', id: orders.sqlDbId } as const;
  const run = await operations.runner.start(orders.kind, owner, { comments }, ({ taskId, handler }) => {
    report({ type: 'claimed', taskId });
    moments.reach('claim');
    handler.addSink({
      write(_, text) {
        report({ type: 'line', text });
        moments.reach('line');
        if (text.includes('Completed: ')) moments.reachEnd();
      },
    });
  });
  const result = await run.result;
  clearInterval(ticks);
  await operations.stop();
  return result;
}

/** Waits for the moment at which the process is killed or stopped. */
class Moments {
  private readonly reached = { claim: 0, line: 0, call: 0 };

  constructor(private readonly orders: TaskOrders) {}

  reach(at: 'claim' | 'line' | 'call'): void {
    this.reached[at] += 1;
    const { killed, stopped } = this.orders;
    if (killed && this.isThere(killed)) process.kill(process.pid, 'SIGKILL');
    if (!stopped || !this.isThere(stopped.from) || existsSync(stopped.until)) return;
    report({ type: 'stopping' });
    process.kill(process.pid, 'SIGSTOP');
  }

  reachEnd(): void {
    const { killed } = this.orders;
    if (killed?.at === 'end') killAfter(killed.turns);
  }

  private isThere(moment: Moment): boolean {
    if (moment.at === 'end') return false;
    return this.reached[moment.at] >= ('number' in moment ? moment.number : 1);
  }
}

function killAfter(turns: number): void {
  if (turns === 0) process.kill(process.pid, 'SIGKILL');
  else setImmediate(() => killAfter(turns - 1));
}

import { onOrder } from '../support/orders';
import { scriptedComments } from '../support/comments';
import { operationsOn } from '../support/project';
import { report, tickInterval } from '../support/report';

export interface WindowOrders {
  readonly file: string;
  readonly sqlDbId: number;
  readonly kind: string;
  readonly callMilliseconds: number;
}

/** Runs a task as a window does, until it is ordered to stop; then it has the time of a closing window. */
export async function window({ file, sqlDbId, kind, callMilliseconds }: WindowOrders): Promise<void> {
  const operations = operationsOn(file);
  const comments = scriptedComments(callMilliseconds, (items) => report({ type: 'call', items }));
  await operations.runner.start(kind, { type: 'sqlDb', id: sqlDbId }, { comments }, ({ taskId, handler }) => {
    report({ type: 'claimed', taskId });
    handler.addSink({ write: (_, text) => report({ type: 'line', text }) });
  });
  setInterval(() => report({ type: 'tick' }), tickInterval);
  await new Promise<void>((stop) => onOrder(() => stop()));
  await operations.stop();
}

import { onOrder } from '../support/orders';
import { operationsOn } from '../support/project';
import { report } from '../support/report';

export interface LookOrders {
  readonly file: string;
  readonly taskId: string;
  /** The name of the machine that this process claims to be on. */
  readonly host: string;
}

/** How often a visible view checks, in milliseconds. */
const lookInterval = 1_000;

/**
 * Another window: at the order `look` it opens the project database, checks the running runs, ends the dead ones, and
 * reports the status of one run; after the order `watch` it repeats this. `leave` ends the process.
 */
export async function look({ file, taskId, host }: LookOrders): Promise<void> {
  const { project, runner } = operationsOn(file, { host: { host, processId: process.pid } });
  const lookOnce = async (asked: boolean): Promise<void> => {
    const catalog = await project.get();
    // the next check retries after an error, as in a view
    await runner.endDeadRuns(catalog).catch(() => undefined);
    const { status, heartbeat } = await catalog.runs.get(taskId);
    report({ type: 'looked', asked, status, silence: Date.now() - heartbeat });
  };
  let looking: Promise<void> | undefined;
  const lookAgain = (): Promise<void> => (looking ??= lookOnce(false).finally(() => (looking = undefined)));
  await new Promise<void>((leave, failed) => {
    onOrder((order) => {
      if (order === 'leave') leave();
      else if (order === 'look') lookOnce(true).catch(failed);
      else setInterval(() => void lookAgain().catch(failed), lookInterval);
    });
    report({ type: 'ready' });
  });
}

import { AlreadyRunningError } from '../../../src/tasks/running/alreadyRunning';
import type { TaskRun } from '../../../src/tasks/running/taskRun';
import { HeldSecrets } from '../../unit/support/ports';
import { onOrder } from '../support/orders';
import { operationsOn } from '../support/project';
import { report } from '../support/report';

export interface ContestOrders {
  readonly file: string;
  readonly sqlDbId: number;
}

/**
 * Starts the elements task at each moment (milliseconds since 1970 UTC) that it gets, as all contestants do, and reports
 * whether it won. The run waits before its first record until the order `go on`; `leave` ends the process.
 */
export async function contest({ file, sqlDbId }: ContestOrders): Promise<void> {
  const secrets = new HeldSecrets();
  const { project, runner, stop } = operationsOn(file, { secrets });
  await project.get();
  const start = async (): Promise<void> => {
    let run: TaskRun;
    try {
      run = await runner.start('dbElements', { type: 'sqlDb', id: sqlDbId });
    } catch (error) {
      if (!(error instanceof AlreadyRunningError)) throw error;
      report({ type: 'refused', code: error.code, message: error.message, taskId: error.taskId });
      return;
    }
    report({ type: 'claimed', taskId: run.taskId });
    report({ type: 'result', result: await run.result });
  };
  await new Promise<void>((leave, failed) => {
    onOrder((order) => {
      if (order === 'leave') leave();
      else if (order === 'go on') secrets.release();
      else setTimeout(() => void start().catch(failed), Number(order) - Date.now());
    });
    report({ type: 'ready' });
  });
  await stop();
}

import type { RunOutcome } from '../../../src/tasks/running/taskRun';

/** The outcome of a failed run over SqlDb 1. */
export function failedOutcome(taskId: string): RunOutcome {
  return {
    result: { taskId, sqlDbId: 1, kind: 'dbElements', status: 'FAILED', processed: 1, failed: 0, total: 2 },
  };
}

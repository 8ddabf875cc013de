import { join } from 'node:path';
import { yieldToEventLoop } from '../../../src/base/clock';
import type { TaskResult } from '../../../src/tasks/task';
import { fastClock } from '../support/clocks';
import { FaultProject } from '../support/project';
import { taskOf } from '../../unit/support/tasks';

export interface FullDisk {
  readonly result: TaskResult;
  /** How many lines the run logged, and how many of them are in its log in memory. */
  readonly logged: number;
  readonly inMemory: number;
  /** Whether the saved lines are the first ones of those in memory. */
  readonly savedInOrder: boolean;
  readonly unsaved: string;
  readonly fallback: readonly string[];
}

/** Logs until the disk of the project database is full, and then a little more. */
export async function fullDisk({ folder }: { readonly folder: string }): Promise<FullDisk> {
  const project = await FaultProject.open({ file: join(folder, 'project.sqlite') }, fastClock(20));
  const owner = await project.add({ name: 'shop', dbType: 'sqlite', dbName: join(folder, 'none.sqlite') });
  let logged = 0;
  const runner = project.runner([
    taskOf(async ({ logger }) => {
      for (let rest = 2_000; rest > 0; rest--) {
        if (project.logger.records.length === 0) rest += 1;
        for (let line = 0; line < 10; line++) logger.info(`line ${logged++} ${'x'.repeat(500)}`);
        await yieldToEventLoop();
      }
    }),
  ]);
  const run = await runner.start('dbElements', owner);
  const result = await run.result;
  const inMemory = run.handler.getLogs();
  const saved = await project.savedLog(run.taskId);
  const [unsaved] = runner.registry.listUnsaved();
  const report = {
    result,
    logged,
    inMemory: inMemory.split('\n').filter((line) => / line \d+ x/.test(line)).length,
    savedInOrder: inMemory.startsWith(saved) && saved.length > 0,
    unsaved: unsaved?.unsaved instanceof Error ? unsaved.unsaved.message : '',
    fallback: project.logger.records,
  };
  await project.close().catch(() => undefined);
  return report;
}

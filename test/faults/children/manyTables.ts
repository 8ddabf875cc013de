import { join } from 'node:path';
import type { TaskResult } from '../../../src/tasks/task';
import { FaultProject } from '../support/project';
import { longestStop } from '../../unit/support/stops';

export interface ManyTables {
  readonly results: readonly TaskResult[];
  readonly longestStop: number;
}

/** Reads the elements of a source twice. */
export async function manyTables({ folder, file }: { folder: string; file: string }): Promise<ManyTables> {
  const project = await FaultProject.open({ file: join(folder, 'project.sqlite') });
  const owner = await project.add({ name: 'shop', dbType: 'sqlite', dbName: file });
  const runner = project.runner();
  const results: TaskResult[] = [];
  const stop = await longestStop(async () => {
    for (let time = 0; time < 2; time++) results.push(await (await runner.start('dbElements', owner)).result);
  });
  await project.close();
  return { results, longestStop: stop };
}

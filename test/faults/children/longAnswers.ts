import { join } from 'node:path';
import type { TaskResult } from '../../../src/tasks/task';
import { peakMegabytes } from '../../bench/measure';
import { modelComments } from '../support/comments';
import { FaultProject } from '../support/project';
import { changeFromOutside } from '../support/otherProgram';
import { longestStop } from '../../unit/support/stops';

export interface LongAnswers {
  readonly result: TaskResult;
  readonly log: string;
  readonly grownMegabytes: number;
  readonly longestStop: number;
}

/** Fewer than would stop the run. */
const tables = 2;

/** Has tables described by a model whose answers are very long. */
export async function longAnswers({ folder, baseUrl }: { folder: string; baseUrl: string }): Promise<LongAnswers> {
  const file = join(folder, 'source.sqlite');
  changeFromOutside(
    file,
    Array.from({ length: tables }, (_, index) => `CREATE TABLE t${index} (id INTEGER);`).join(''),
  );
  const project = await FaultProject.open({ file: join(folder, 'project.sqlite') });
  const owner = await project.add({ name: 'shop', dbType: 'sqlite', dbName: file });
  const runner = project.runner();
  await (
    await runner.start('dbElements', owner)
  ).result;
  // loaded beforehand: here they come in many files, in the product in one each; Node loads its own `fetch` at its first use
  await Promise.all([
    import('openai'),
    import('cockatiel'),
    import('../../../src/comments/models/openaiReply'),
    fetch('data:,'),
  ]);
  const before = peakMegabytes();
  let result: TaskResult | undefined;
  let log = '';
  const stop = await longestStop(async () => {
    const run = await runner.start('tableComments', owner, { comments: modelComments(baseUrl) });
    result = await run.result;
    log = run.handler.getLogs();
  });
  await project.close();
  if (!result) throw new Error('The run came to no end.');
  return { result, log, grownMegabytes: peakMegabytes() - before, longestStop: stop };
}

import { join } from 'node:path';
import { yieldToEventLoop } from '../../../src/base/clock';
import { LogTail } from '../../../src/ui/logs/logTail';
import { savedPieces, writeLogFile } from '../../../src/operations/logFile';
import { peakMegabytes } from '../../bench/measure';
import { FaultProject } from '../support/project';
import { longestStop } from '../../unit/support/stops';
import { taskOf } from '../../unit/support/tasks';

export interface ManyRecords {
  readonly status: string;
  readonly savedLines: number;
  readonly shownCharacters: number;
  readonly peakMegabytes: number;
  /** The longest time, in milliseconds, in which the event loop did nothing else: while they are logged, saved, read… */
  readonly longestStops: Readonly<Record<string, number>>;
}

/** As real tasks do now and then, it waits for its log: a disk that stands still for a moment is not what is tested. */
const recordsUntilSaved = 250_000;

/** A task of many records, which are saved, shown, and written to a file. */
export async function manyRecords({ folder, records }: { folder: string; records: number }): Promise<ManyRecords> {
  const project = await FaultProject.open({ file: join(folder, 'project.sqlite') });
  const owner = await project.add({ name: 'shop', dbType: 'sqlite', dbName: join(folder, 'none.sqlite') });
  const runner = project.runner([
    taskOf(async ({ logger, saveLog }) => {
      for (let record = 0; record < records; record++) {
        logger.info(`Processing table ${record}/${records}: a_table_with_a_name_of_usual_length_${record}`);
        if (record % 500 === 0) await yieldToEventLoop();
        if (record % recordsUntilSaved === 0) await saveLog();
      }
    }),
  ]);
  const longestStops: Record<string, number> = {};
  const watch = async (name: string, work: () => Promise<void>): Promise<void> => {
    longestStops[name] = await longestStop(work);
  };
  let taskId = '';
  let status = '';
  await watch('logging', async () => {
    const run = await runner.start('dbElements', owner);
    taskId = run.taskId;
    ({ status } = await run.result);
    await run.settled;
  });
  const tail = new LogTail(taskId);
  await watch('showing', async () => void (await tail.readOn(project.catalog.runs)));
  await watch('writing a file', () =>
    writeLogFile(join(folder, 'copy.log'), savedPieces(project.catalog.runs, taskId)),
  );
  const savedLines = await project.catalog.runs.countLogLines(taskId);
  await project.close();
  return { status, savedLines, shownCharacters: tail.length, peakMegabytes: peakMegabytes(), longestStops };
}

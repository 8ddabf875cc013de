import { join } from 'node:path';
import type { Benchmark, Contestant } from './benchmark';
import { fileProject, runDbElements } from './dbElementsRun';
import { elementsFloor } from './elementsFloor';
import { peakMegabytes } from './measure';
import { writeSampleSource } from './sampleSource';

/**
 * The whole task over a SQLite source, with its log, into a fresh project database; and once more.
 * @param bound how many times as long as the floor it may take: a small source costs mostly the start of a process
 */
export function elements(tableCount: number, bound: number): Benchmark {
  const tables = tableCount.toLocaleString('en');
  const runTask: Contestant = ({ shared, round }) =>
    runDbElements(
      { sqlDb: { dbType: 'sqlite', dbName: sourceIn(shared) }, secrets: {}, tableCount, round },
      fileProject,
    );
  return {
    name: `elements-${tableCount}`,
    prepare: (shared) => writeSampleSource(sourceIn(shared), tableCount),
    contestants: {
      async floor({ shared, round }) {
        const measurement = await elementsFloor(sourceIn(shared), join(round, 'floor.sqlite'), tableCount);
        return { ...measurement, peak: peakMegabytes() };
      },
      first: runTask,
      rerun: runTask,
    },
    rows: ({ floor, first, rerun }) => [
      {
        work: `elements of ${tables} tables`,
        unit: 'seconds',
        ours: first!.seconds!,
        floor: floor!.seconds!,
        bound,
      },
      { work: '  peak memory', unit: 'megabytes', ours: first!.peak!, floor: floor!.peak!, bound: 2 },
      { work: '  rerun, to the first run', unit: 'seconds', ours: rerun!.seconds!, floor: first!.seconds!, bound: 0.6 },
      { work: '  longest stop', unit: 'milliseconds', ours: first!.longestStop!, bound: 50 },
      { work: '  longest stop of the rerun', unit: 'milliseconds', ours: rerun!.longestStop!, bound: 50 },
    ],
  };
}

function sourceIn(shared: string): string {
  return join(shared, 'source.sqlite');
}

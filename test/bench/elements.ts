import assert from 'node:assert/strict';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock';
import { Redactor } from '../../src/base/redaction';
import type { Benchmark, Contestant, Metrics } from './benchmark';
import { elementsFloor } from './elementsFloor';
import { failingLogger } from './failingLogger';
import { measure, peakMegabytes } from './measure';
import { columnsPerTable, relationshipCount, writeSampleSource } from './sampleSource';

type Folders = Parameters<Contestant>[0];

/** The whole task over a SQLite source, with its log, into a fresh project database; and once more. */
export function elements(tableCount: number): Benchmark {
  const tables = tableCount.toLocaleString('en');
  return {
    name: `elements-${tableCount}`,
    prepare: (shared) => writeSampleSource(sourceIn(shared), tableCount),
    contestants: {
      async floor({ shared, round }) {
        const measurement = await elementsFloor(sourceIn(shared), join(round, 'floor.sqlite'), tableCount);
        return { ...measurement, peak: peakMegabytes() };
      },
      first: (folders) => runTask(folders, tableCount),
      rerun: (folders) => runTask(folders, tableCount),
    },
    rows: ({ floor, first, rerun }) => [
      { work: `elements of ${tables} tables`, unit: 'seconds', ours: first!.seconds!, floor: floor!.seconds!, bound: 2.5 },
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

async function runTask({ shared, round }: Folders, tableCount: number): Promise<Metrics> {
  const { openProjectDatabase } = await import('../../src/catalog/projectDatabase');
  const { TaskRunner } = await import('../../src/tasks/taskRunner');
  const catalog = await openProjectDatabase({ file: join(round, 'project.sqlite') });
  const [known] = await catalog.sqlDbs.list();
  const sqlDbId = known?.id ?? (await catalog.sqlDbs.add({ name: 'bench', dbType: 'sqlite', dbName: sourceIn(shared) }));
  const runner = new TaskRunner({
    clock: systemClock,
    host: { host: 'bench', processId: process.pid },
    catalog: () => Promise.resolve(catalog),
    secrets: () => Promise.resolve({}),
    redact: new Redactor().redact,
    fallback: failingLogger,
  });
  const measurement = await measure(async () => {
    const run = await runner.start('dbElements', { type: 'sqlDb', id: sqlDbId });
    const { status, failed } = await run.result;
    assert.deepEqual({ status, failed }, { status: 'COMPLETED', failed: 0 });
  });
  const peak = peakMegabytes();
  assert.deepEqual(await catalog.elements.count(sqlDbId), {
    tables: tableCount,
    columns: tableCount * columnsPerTable,
    relationships: relationshipCount(tableCount),
  });
  await catalog.close();
  return { ...measurement, peak };
}

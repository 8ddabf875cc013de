import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock';
import { Redactor } from '../../src/base/redaction';
import { createModelGenerator } from '../../src/comments/models/languageModel';
import type { Benchmark, Contestant, Metrics } from './benchmark';
import { failingLogger } from './failingLogger';
import { measure } from './measure';
import { fillSampleSource, writeSampleSource } from './sampleSource';

const tableCount = 200;
const modelSeconds = 0.3;

/** Describes every table by a slow model, to measure the time beside the waiting. */
export function comments(concurrency: number): Benchmark {
  return {
    name: `comments-${concurrency}`,
    async prepare(shared) {
      await writeSampleSource(sourceIn(shared), tableCount);
      await fillSampleSource(sourceIn(shared), tableCount);
    },
    contestants: { ours: (folders) => runTask(folders, concurrency) },
    rows: ({ ours }) => [
      {
        work: `${tableCount} tables, ${concurrency} at a time, a 300 ms model`,
        unit: 'seconds',
        ours: ours!.seconds!,
        floor: (tableCount / concurrency) * modelSeconds,
        bound: 1.1,
      },
      { work: '  longest stop', unit: 'milliseconds', ours: ours!.longestStop!, bound: 50 },
    ],
  };
}

function sourceIn(shared: string): string {
  return join(shared, 'source.sqlite');
}

async function runTask({ shared, round }: Parameters<Contestant>[0], concurrency: number): Promise<Metrics> {
  const { openProjectDatabase } = await import('../../src/catalog/projectDatabase');
  const { sourceOpener } = await import('../../src/tasks/openSource');
  const { TaskRunner } = await import('../../src/tasks/running/taskRunner');
  const catalog = await openProjectDatabase({ file: join(round, 'project.sqlite') });
  const id = await catalog.sqlDbs.add({ name: 'bench', dbType: 'sqlite', dbName: sourceIn(shared) });
  const owner = { type: 'sqlDb', id } as const;
  const runner = new TaskRunner({
    clock: systemClock,
    host: { host: 'bench', processId: process.pid },
    catalog: () => Promise.resolve(catalog),
    openSource: sourceOpener(() => Promise.resolve({})),
    redact: new Redactor().redact,
    fallback: failingLogger,
  });
  await (
    await runner.start('dbElements', owner)
  ).result;
  const options = { generator: slowModel(), concurrency, sampleRows: 5, personalValues: false };
  const measurement = await measure(async () => {
    const { status, processed } = await (await runner.start('tableComments', owner, { comments: options })).result;
    assert.deepEqual({ status, processed }, { status: 'COMPLETED', processed: tableCount });
  });
  await catalog.close();
  return { ...measurement };
}

/** Answers as a model does, after a while; the prompt is made and the reply is read as for any other. */
function slowModel() {
  return createModelGenerator({
    name: 'slow',
    destination: 'here',
    async complete({ user }, _options, signal) {
      await pause(modelSeconds * 1_000, undefined, { signal });
      const [, name = ''] = /"describe": \["([^"]+)"/.exec(user) ?? [];
      return JSON.stringify({
        comments: [{ name, comment: 'What is told of this one, in a sentence of usual length.' }],
      });
    },
  });
}

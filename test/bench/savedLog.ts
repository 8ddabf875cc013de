import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { systemClock, yieldToEventLoop } from '../../src/base/clock';
import { Redactor } from '../../src/base/redaction';
import type { Catalog } from '../../src/catalog/catalog';
import type { TaskOwner } from '../../src/model/runs';
import { openProjectDatabase } from '../../src/catalog/projectDatabase';
import { LogWriter } from '../../src/logging/logWriter';
import { updateSqlDbLog } from '../../src/logging/saveLog';
import { createDbCommentLogger, type TaskLog } from '../../src/logging/taskLoggers';
import type { Benchmark, Contestant, Metrics } from './benchmark';
import { failingLogger } from './failingLogger';
import { measure, median } from './measure';
import { RawDatabase } from './rawDatabase';
import { CachedStamp, recordCount, sliceLength, sliceOfMessages } from './records';

/**
 * A million records saved while the task runs, and the field once at the end. Each has a floor of its own that writes as
 * much: the field is all of the text a second time, so one floor for both would depend on how fast a machine's disk is.
 */
export const savedLog: Benchmark = {
  name: 'saved-log',
  contestants: { floor, ours, growth },
  rows: ({ floor, ours, growth }) => [
    {
      work: '1,000,000 records saved while logged',
      unit: 'seconds',
      ours: ours!.seconds!,
      floor: floor!.seconds!,
      bound: 2.5,
    },
    { work: '  their log field', unit: 'seconds', ours: ours!.field!, floor: floor!.field!, bound: 1.5 },
    {
      work: '  a line at 1,000,000, to one at 10,000',
      unit: 'microseconds',
      ours: growth!.lateLine!,
      floor: growth!.earlyLine!,
      bound: 1.3,
    },
    { work: '  longest stop', unit: 'milliseconds', ours: ours!.longestStop!, bound: 50 },
  ],
};

const slices = recordCount / sliceLength;

/** The batches are there before the clock starts; nothing is written but them, and then the field. */
async function floor({ round }: Parameters<Contestant>[0]): Promise<Metrics> {
  const database = await RawDatabase.open(join(round, 'floor.sqlite'));
  await database.execute(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE task_log (id INTEGER PRIMARY KEY, task_id TEXT NOT NULL, first_line INTEGER NOT NULL,
      line_count INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE (task_id, first_line));
    CREATE TABLE sql_db (id INTEGER PRIMARY KEY, log TEXT);
    INSERT INTO sql_db (id) VALUES (1)`);
  const append = await database.prepare(
    'INSERT INTO task_log (task_id, first_line, line_count, text) VALUES (?, ?, ?, ?)',
  );
  const taskId = randomUUID();
  const stamp = new CachedStamp().now();
  const batches = Array.from({ length: slices }, (_, slice) =>
    sliceOfMessages(slice)
      .map((message) => stamp + message)
      .join('\n'),
  );
  const { seconds, longestStop } = await measure(async () => {
    for (const [slice, text] of batches.entries()) await append.run(taskId, slice * sliceLength, sliceLength, text);
  });
  await append.finalize();
  const field = await measure(() =>
    database.execute(`UPDATE sql_db SET log = (SELECT group_concat(text, char(10)) FROM
      (SELECT text FROM task_log WHERE task_id = '${taskId}' ORDER BY first_line))`),
  );
  await database.close();
  return { seconds, field: field.seconds, longestStop };
}

async function ours({ round }: Parameters<Contestant>[0]): Promise<Metrics> {
  const run = await startRun(join(round, 'ours.sqlite'));
  const messages = sliceOfMessages(0);
  const { seconds, longestStop } = await measure(async () => {
    for (let slice = 0; slice < slices; slice++) {
      for (const message of messages) run.log.logger.info(message);
      await yieldToEventLoop();
    }
    await run.log.handler.flush();
  });
  assert.equal(await run.catalog.runs.countLogLines(run.taskId), recordCount);
  const field = await measure(() => run.saveField());
  await run.catalog.close();
  return { seconds, field: field.seconds, longestStop: Math.max(longestStop, field.longestStop) };
}

/** What a line costs when each slice is saved before the next is logged, in microseconds. */
async function growth({ round }: Parameters<Contestant>[0]): Promise<Metrics> {
  const run = await startRun(join(round, 'growth.sqlite'));
  const messages = sliceOfMessages(0);
  const microseconds: number[] = [];
  for (let slice = 0; slice < slices; slice++) {
    const start = performance.now();
    for (const message of messages) run.log.logger.info(message);
    await run.log.handler.flush();
    microseconds.push(((performance.now() - start) * 1000) / sliceLength);
  }
  await run.catalog.close();
  const linesCompared = 50_000 / sliceLength;
  const firstCompared = 10_000 / sliceLength;
  return {
    earlyLine: median(microseconds.slice(firstCompared, firstCompared + linesCompared)),
    lateLine: median(microseconds.slice(-linesCompared)),
  };
}

interface StartedRun {
  readonly catalog: Catalog;
  readonly taskId: string;
  readonly log: TaskLog;
  saveField(): Promise<void>;
}

/** A claimed run and its log, made as the TaskRunner makes them. */
async function startRun(file: string): Promise<StartedRun> {
  const catalog = await openProjectDatabase({ file });
  const id = await catalog.sqlDbs.add({ name: 'bench', dbType: 'sqlite', dbName: file });
  const owner: TaskOwner = { type: 'sqlDb', id };
  const taskId = randomUUID();
  const now = systemClock.now();
  await catalog.runs.claim({
    taskId,
    owner,
    kind: 'dbElements',
    prefix: 'db_elements',
    now,
    host: 'bench',
    processId: process.pid,
  });
  const log = createDbCommentLogger({ id }, 'db_elements', {
    clock: systemClock,
    redact: new Redactor().redact,
    onHandlerError(error) {
      throw error;
    },
  });
  log.handler.addSink(
    new LogWriter({ append: (chunk) => catalog.runs.appendLog(taskId, chunk) }, systemClock, failingLogger),
  );
  const logOwner = { id, saveLogField: () => catalog.runs.saveLogField(taskId, owner, 'db_elements') };
  return {
    catalog,
    taskId,
    log,
    saveField: () => updateSqlDbLog(logOwner, log.handler, 'db_elements_log', failingLogger),
  };
}

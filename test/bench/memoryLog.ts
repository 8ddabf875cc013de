import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { systemClock } from '../../src/base/clock';
import { Redactor } from '../../src/base/redaction';
import { createDbCommentLogger } from '../../src/logging/taskLoggers';
import type { Benchmark, Metrics } from './benchmark';
import { keptMegabytes, measure } from './measure';
import { CachedStamp, feed, recordCount, recordLength, sliceLength } from './records';

const lineLength = '[2026-01-01 00:00:00] '.length + recordLength;
const textMegabytes = (recordCount * (lineLength + 1) - 1) / 1e6;

/** A million records of 80 characters through a task logger into its MemoryLogHandler. */
export const memoryLog: Benchmark = {
  name: 'memory-log',
  contestants: { floor, ours, pino, winston },
  rows: ({ floor, ours, pino, winston }) => [
    {
      work: '1,000,000 records into memory',
      unit: 'seconds',
      ours: ours!.seconds!,
      floor: floor!.seconds!,
      bound: 2.5,
    },
    { work: '  memory kept, to the text', unit: 'megabytes', ours: ours!.kept!, floor: textMegabytes, bound: 1.2 },
    { work: '  time, to pino', unit: 'seconds', ours: ours!.seconds!, floor: pino!.seconds!, bound: 1 },
    { work: '  memory kept, to pino', unit: 'megabytes', ours: ours!.kept!, floor: pino!.kept!, bound: 1 },
    { work: '  time, to winston', unit: 'seconds', ours: ours!.seconds!, floor: winston!.seconds!, bound: 1 },
    { work: '  memory kept, to winston', unit: 'megabytes', ours: ours!.kept!, floor: winston!.kept!, bound: 1 },
    { work: '  longest stop', unit: 'milliseconds', ours: ours!.longestStop!, bound: 50 },
  ],
};

/** Where a contestant keeps the records. */
interface Memory {
  take(message: string): void;
  /** The length of all that is kept, in characters. */
  length(): number;
}

async function fill(memory: Memory, leastLength: number): Promise<Metrics> {
  const before = keptMegabytes();
  let making = 0;
  const { seconds, longestStop } = await measure(async () => {
    making = await feed((message) => memory.take(message));
  });
  const kept = keptMegabytes() - before;
  assert.ok(memory.length() >= leastLength, 'records are missing');
  return { seconds: seconds - making, kept, longestStop };
}

function floor(): Promise<Metrics> {
  const stamp = new CachedStamp();
  const pages: string[] = [];
  let page: string[] = [];
  return fill(
    {
      take(message) {
        page.push(stamp.now() + message);
        if (page.length < sliceLength) return;
        pages.push(page.join('\n'));
        page = [];
      },
      length: () => pages.join('\n').length,
    },
    textMegabytes * 1e6,
  );
}

function ours(): Promise<Metrics> {
  const { logger, handler } = createDbCommentLogger({ id: 1 }, 'db_elements', {
    clock: systemClock,
    redact: new Redactor().redact,
    onHandlerError(error) {
      throw error;
    },
  });
  return fill({ take: (message) => logger.info(message), length: () => handler.getLogs().length }, textMegabytes * 1e6);
}

async function pino(): Promise<Metrics> {
  const { pino: createPino } = await import('pino');
  const lines: string[] = [];
  const logger = createPino({ base: null }, { write: (line) => lines.push(line) });
  return fill(
    { take: (message) => logger.info(message), length: () => totalLength(lines) },
    recordCount * recordLength,
  );
}

async function winston(): Promise<Metrics> {
  const { createLogger, format, transports } = await import('winston');
  const lines: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      lines.push(line);
      done();
    },
  });
  const logger = createLogger({
    format: format.combine(
      format.timestamp({ format: 'YYYY-MM-DD HH:mm:ss' }),
      format.printf(({ timestamp, message }) => `[${String(timestamp)}] ${String(message)}`),
    ),
    transports: [new transports.Stream({ stream, eol: '\n' })],
  });
  return fill({ take: (message) => logger.info(message), length: () => totalLength(lines) }, textMegabytes * 1e6);
}

function totalLength(lines: readonly string[]): number {
  return lines.reduce((total, line) => total + line.length, 0);
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ThothError } from '../../../src/base/errors';
import { LogWriter } from '../../../src/logging/logWriter';
import type { LogLevel } from '../../../src/logging/record';
import { CollectingLogger } from '../support/collectingLogger';
import { ManualClock } from '../support/manualClock';

describe('LogWriter', () => {
  type Chunk = { firstLine: number; lineCount: number; text: string };
  let clock: ManualClock;
  let fallback: CollectingLogger;
  let chunks: Chunk[];
  let failure: Error | undefined;
  let writer: LogWriter;

  const write = (line: string, level: LogLevel = 'INFO'): void =>
    writer.write({ time: clock.now(), level, message: line }, line);
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    clock = new ManualClock();
    fallback = new CollectingLogger();
    chunks = [];
    failure = undefined;
    const append = (chunk: Chunk): Promise<void> => {
      if (failure) return Promise.reject(failure);
      chunks.push(chunk);
      return Promise.resolve();
    };
    writer = new LogWriter({ append }, clock, fallback);
  });

  it('waits half a second for more lines, and no longer', async () => {
    write('one');
    clock.advance(499);
    write('two');
    await settle();
    assert.deepEqual(chunks, []);
    clock.advance(1);
    await settle();
    assert.deepEqual(chunks, [{ firstLine: 0, lineCount: 2, text: 'one\ntwo' }]);
  });

  it('writes an error at once, with what came before it', async () => {
    write('before');
    write('broken', 'ERROR');
    await settle();
    assert.deepEqual(chunks, [{ firstLine: 0, lineCount: 2, text: 'before\nbroken' }]);
    assert.equal(clock.pending, 0);
  });

  it('writes a full chunk at once', async () => {
    for (let line = 0; line < 1000; line++) write(`${line}`);
    await settle();
    assert.equal(chunks.length, 1);
    assert.equal(chunks[0]?.lineCount, 1000);
  });

  it('keeps every line once and in order, whatever the timing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1_500), { maxLength: 12 }), async (bursts) => {
        chunks = [];
        let count = 0;
        writer = new LogWriter({ append: (chunk) => Promise.resolve(void chunks.push(chunk)) }, clock, fallback);
        for (const burst of bursts) {
          for (let line = 0; line < burst; line++) write(`${count++}`);
          clock.advance(250);
          await settle();
        }
        await writer.flush();
        const lines = chunks.flatMap((chunk) => chunk.text.split('\n'));
        assert.deepEqual(
          lines,
          Array.from({ length: count }, (_, line) => `${line}`),
        );
        let next = 0;
        for (const chunk of chunks) {
          assert.equal(chunk.firstLine, next);
          next += chunk.lineCount;
        }
      }),
      { numRuns: 20 },
    );
  });

  it('keeps what could not be written, says so once, and tries again', async () => {
    failure = new Error('database is locked');
    write('one', 'ERROR');
    await settle();
    clock.advance(1_000);
    await settle();
    assert.equal(fallback.records.length, 1);
    assert.match(fallback.records[0] ?? '', /ERROR .*database is locked/);
    write('two', 'ERROR');
    failure = undefined;
    clock.advance(1_000);
    await settle();
    assert.equal(chunks.map((chunk) => chunk.text).join('\n'), 'one\ntwo');
    assert.deepEqual(
      chunks.map((chunk) => chunk.firstLine),
      [0, 1],
    );
  });

  it('retries only when it is flushed while it is paused', async () => {
    failure = new Error('database is locked');
    write('one', 'ERROR');
    await settle();
    writer.pause();
    assert.equal(clock.pending, 0);
    await writer.flush();
    assert.equal(clock.pending, 0);
    assert.equal(writer.rest, 'one');
    failure = undefined;
    await writer.flush();
    assert.deepEqual(chunks, [{ firstLine: 0, lineCount: 1, text: 'one' }]);
    assert.equal(writer.rest, '');
  });

  it('gives up when the lease is lost', async () => {
    failure = new ThothError('LEASE_LOST', 'ended from outside');
    write('late', 'ERROR');
    await settle();
    failure = undefined;
    write('later', 'ERROR');
    clock.advance(10_000);
    await writer.flush();
    assert.deepEqual(chunks, []);
    assert.equal(clock.pending, 0);
  });

  it('flushes all lines, and leaves no timer', async () => {
    write('one');
    await writer.flush();
    assert.equal(chunks.length, 1);
    assert.equal(clock.pending, 0);
  });
});

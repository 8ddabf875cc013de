import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MemoryLogHandler } from '../../../src/logging/memoryLogHandler';
import type { LogLevel } from '../../../src/logging/record';
import { ManualClock } from '../support/manualClock';

describe('MemoryLogHandler', () => {
  let clock: ManualClock;
  let handler: MemoryLogHandler;
  let failures: unknown[];
  const add = (message: string, level: LogLevel = 'INFO'): void =>
    handler.handle({ time: clock.now(), level, message });

  beforeEach(() => {
    clock = new ManualClock();
    failures = [];
    handler = new MemoryLogHandler(clock, (error) => failures.push(error));
  });

  it('writes each record with the local time it was made', () => {
    add('first');
    clock.advance(60_000);
    add('second', 'ERROR');
    assert.equal(handler.getLogs(), '[2026-01-31 09:05:07] first\n[2026-01-31 09:06:07] second');
  });

  it('keeps the time of the record, not of its handling', () => {
    const time = clock.now();
    clock.advance(5_000);
    handler.handle({ time, level: 'INFO', message: 'made earlier' });
    add('made now');
    assert.equal(handler.getLogs(), '[2026-01-31 09:05:07] made earlier\n[2026-01-31 09:05:12] made now');
  });

  it('leaves out what is below its level, INFO by default', () => {
    add('detail', 'DEBUG');
    assert.equal(handler.getLogs(), '');
    const verbose = new MemoryLogHandler(clock, () => undefined, 'DEBUG');
    verbose.handle({ time: clock.now(), level: 'DEBUG', message: 'detail' });
    assert.equal(verbose.getLogs(), '[2026-01-31 09:05:07] detail');
  });

  it('is empty after clearLogs, and accepts new records', () => {
    add('old');
    handler.clearLogs();
    assert.equal(handler.getLogs(), '');
    add('new');
    assert.equal(handler.getLogs(), '[2026-01-31 09:05:07] new');
  });

  it('sums up through the same formatter, timed from its creation', () => {
    clock.advance(3_000);
    handler.addSummary(10, 2, 12);
    clock.advance(60_000);
    handler.addSummary(12, 0, 12);
    assert.equal(
      handler.getLogs(),
      '[2026-01-31 09:05:10] Completed: 10 successful, 2 failed, Total time: 3s\n' +
        '[2026-01-31 09:06:10] Completed: 12 successful, 0 failed, Total time: 1m 3s',
    );
  });

  it('keeps any number of lines in order', () => {
    fc.assert(
      fc.property(fc.nat(4_000), (count) => {
        handler = new MemoryLogHandler(clock, (error) => failures.push(error));
        const messages = Array.from({ length: count }, (_, index) => `line ${index}`);
        messages.forEach((message) => add(message));
        const expected = messages.map((message) => `[2026-01-31 09:05:07] ${message}`).join('\n');
        assert.equal(handler.getLogs(), expected);
      }),
      { numRuns: 30 },
    );
  });

  it('passes each line to every sink, even if one of them throws', () => {
    const heard: string[] = [];
    const failure = new Error('sink');
    handler.addSink({
      write: () => {
        throw failure;
      },
    });
    handler.addSink({ write: (record, line) => void heard.push(`${record.level} ${line}`) });
    add('kept');
    add('too');
    assert.deepEqual(heard, ['INFO [2026-01-31 09:05:07] kept', 'INFO [2026-01-31 09:05:07] too']);
    assert.deepEqual(failures, [failure]);
    assert.match(handler.getLogs(), /kept/);
  });

  it('flushes its sinks', async () => {
    let flushed = 0;
    handler.addSink({ write: () => undefined, flush: () => Promise.resolve(void flushed++) });
    handler.addSink({ write: () => undefined });
    await handler.flush();
    assert.equal(flushed, 1);
  });
});

import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { LogChunk } from '../../../../src/model/runs';
import { LogTail, type LogSource } from '../../../../src/ui/logs/logTail';

/** A log in memory that is read as the project database is: in whole chunks. */
class GrowingLog implements LogSource {
  readonly chunks: LogChunk[] = [];
  reads = 0;

  add(...lines: string[]): void {
    this.chunks.push({ firstLine: this.lineCount, lineCount: lines.length, text: lines.join('\n') });
  }

  get lineCount(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.lineCount, 0);
  }

  countLogLines(): Promise<number> {
    return Promise.resolve(this.lineCount);
  }

  readLog(_taskId: string, fromLine: number): Promise<readonly LogChunk[]> {
    this.reads++;
    return Promise.resolve(this.chunks.filter((chunk) => chunk.firstLine + chunk.lineCount > fromLine).slice(0, 2));
  }
}

const note = (lines: number): string => `${lines} left out`;

describe('LogTail', () => {
  it('reads a log that grows, taking only what is new', async () => {
    const log = new GrowingLog();
    const tail = new LogTail('a');
    assert.equal(await tail.readOn(log), false);
    assert.equal(tail.text(note), '');
    log.add('one', 'two');
    assert.equal(await tail.readOn(log), true);
    log.add('three');
    assert.equal(await tail.readOn(log), true);
    assert.equal(await tail.readOn(log), false);
    assert.equal(tail.text(note), 'one\ntwo\nthree\n');
  });

  it('takes each line once when it is asked twice at the same time', async () => {
    const log = new GrowingLog();
    const tail = new LogTail('a');
    log.add('one');
    await Promise.all([tail.readOn(log), tail.readOn(log)]);
    assert.equal(tail.text(note), 'one\n');
  });

  it('keeps the end of a long log and says how many lines come before', async () => {
    const log = new GrowingLog();
    const tail = new LogTail('a', 20);
    for (let line = 1; line <= 10; line++) log.add(`line ${line}`);
    await tail.readOn(log);
    assert.equal(tail.leftOut, 8);
    assert.equal(tail.text(note), '8 left out\nline 9\nline 10\n');
    assert.ok(tail.length <= 20);
  });

  it('does not read the beginning of a very long log', async () => {
    const log = new GrowingLog();
    for (let chunk = 0; chunk < 200; chunk++) log.add(...Array.from({ length: 1000 }, () => 'x'));
    const tail = new LogTail('a');
    await tail.readOn(log);
    assert.equal(tail.leftOut, 140_000);
    assert.ok(log.reads < 40);
  });

  it('reads on after an error', async () => {
    const log = new GrowingLog();
    const tail = new LogTail('a');
    log.add('one');
    const broken = {
      ...log,
      countLogLines: () => Promise.reject(new Error('busy')),
      readLog: () => Promise.resolve([]),
    };
    await assert.rejects(tail.readOn(broken), /busy/);
    await tail.readOn(log);
    assert.equal(tail.text(note), 'one\n');
  });

  it('always shows the last lines, in order, however the log comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.stringMatching(/^[a-z]{0,9}$/), { minLength: 1 })), async (chunks) => {
        const log = new GrowingLog();
        const tail = new LogTail('a', 60);
        for (const [index, lines] of chunks.entries()) {
          log.add(...lines);
          if (index % 2 === 0) await tail.readOn(log);
        }
        await tail.readOn(log);
        const all = chunks.flat();
        const shown = all.slice(tail.leftOut);
        const head = tail.leftOut > 0 ? `${tail.leftOut} left out\n` : '';
        assert.equal(tail.text(note), head + shown.map((line) => `${line}\n`).join(''));
      }),
    );
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Backlog, longestBacklog } from '../../../src/logging/backlog';

describe('Backlog', () => {
  const now = new Date(2026, 0, 31, 9, 5, 7).getTime();
  const line = 'x'.repeat(longestBacklog / 100);
  const fill = (lines: number): Backlog => {
    const backlog = new Backlog();
    for (let number = 0; number < lines; number++) backlog.push(`${number} ${line}`, now);
    return backlog;
  };

  it('returns its lines in order, and none if it is empty', () => {
    const backlog = new Backlog();
    assert.equal(backlog.take({ lines: 2, characters: 100 }), undefined);
    for (const text of ['one', 'two', 'three']) backlog.push(text, now);
    assert.equal(backlog.text, 'one\ntwo\nthree');
    backlog.push('four', now);
    assert.deepEqual([backlog.lineCount, backlog.length], [4, 19]);
    assert.deepEqual(backlog.take({ lines: 9, characters: 100 }), { lineCount: 4, text: 'one\ntwo\nthree\nfour' });
    assert.deepEqual([backlog.lineCount, backlog.length], [0, 0]);
  });

  it('returns its lines in chunks of a bounded size, whatever their length', () => {
    const limits = { lines: 3_000, characters: 600_000 };
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40_000 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 60 }),
        (lengths, times) => {
          const lines = Array.from({ length: times }, () => lengths)
            .flat()
            .map((length, index) => `${index} ${'x'.repeat(length)}`);
          const backlog = new Backlog();
          for (const text of lines) backlog.push(text, now);
          const pieces: string[] = [];
          for (let piece = backlog.take(limits); piece; piece = backlog.take(limits)) {
            assert.equal(piece.lineCount, piece.text.split('\n').length);
            assert.ok(piece.lineCount <= limits.lines + 1_024);
            assert.ok(piece.text.length <= limits.characters + 300_000);
            pieces.push(piece.text);
          }
          const kept = pieces
            .join('\n')
            .replace(/^\[.*lines are missing.*\n?/, '')
            .split('\n')
            .filter((text) => text !== '');
          assert.deepEqual(kept, lines.slice(lines.length - kept.length));
          assert.deepEqual([backlog.lineCount, backlog.length], [0, 0]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps all lines up to its bound', () => {
    const backlog = fill(95);
    assert.equal(backlog.lineCount, 95);
    assert.match(backlog.text, /^0 x/);
  });

  it('drops the oldest lines beyond its bound, and says once how many', () => {
    const backlog = fill(1_000);
    assert.ok(backlog.length <= longestBacklog);
    const { lineCount, text } = backlog.take({ lines: 2, characters: longestBacklog })!;
    const [note = '', first = ''] = text.split('\n');
    const [, missing] = /^\[2026-01-31 09:05:07\] (\d+) lines are missing here: /.exec(note) ?? [];
    assert.equal(lineCount, 2);
    assert.equal(first.split(' ')[0], missing);
    assert.equal(Number(missing) + 1 + backlog.lineCount, 1_000);
    assert.doesNotMatch(backlog.text, /missing/);
  });
});

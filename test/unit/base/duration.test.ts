import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatDuration } from '../../../src/base/duration';

describe('formatDuration', () => {
  for (const [milliseconds, text] of [
    [0, '0s'],
    [999, '0s'],
    [3_000, '3s'],
    [59_999, '59s'],
    [60_000, '1m 0s'],
    [63_000, '1m 3s'],
    [7_384_000, '123m 4s'],
    [-5_000, '0s'],
  ] as const) {
    it(`writes ${milliseconds} ms as ${text}`, () => assert.equal(formatDuration(milliseconds), text));
  }

  it('drops only fractions of a second', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 9), (milliseconds) => {
        const parts = /^(?:(\d+)m )?(\d+)s$/.exec(formatDuration(milliseconds));
        const seconds = Number(parts?.[1] ?? 0) * 60 + Number(parts?.[2]);
        assert.equal(seconds, Math.floor(milliseconds / 1000));
        assert.ok(Number(parts?.[2]) < 60);
      }),
    );
  });
});

import fc from 'fast-check';
import assert from 'node:assert/strict';
import { ProgressIncrements } from '../../../../src/ui/runs/progressIncrements';

describe('ProgressIncrements', () => {
  it('adds up to exactly 100, never goes back, and never gets ahead', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (fractions) => {
        const increments = new ProgressIncrements();
        let sum = 0;
        let furthest = 0;
        for (const fraction of fractions) {
          const increment = increments.advanceTo(fraction);
          furthest = Math.max(furthest, fraction);
          assert.ok(Number.isInteger(increment) && increment >= 0);
          sum += increment;
          assert.ok(sum <= furthest * 100);
        }
        assert.equal(sum + increments.advanceTo(1), 100);
      }),
    );
  });

  it('clamps a fraction to its bounds', () => {
    const increments = new ProgressIncrements();
    assert.equal(increments.advanceTo(-1), 0);
    assert.equal(increments.advanceTo(2), 100);
    assert.equal(increments.advanceTo(3), 0);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isNestedDeeper } from '../../../src/comments/jsonNesting';

describe('isNestedDeeper', () => {
  it('counts objects and arrays inside each other, not beside each other', () => {
    assert.ok(!isNestedDeeper('[[1], {"a": [2]}, []]', 3));
    assert.ok(isNestedDeeper('[[1], {"a": [2]}, []]', 2));
  });

  it('ignores brackets in strings, and escaped quotes', () => {
    assert.ok(!isNestedDeeper(String.raw`{"a[[{": "\"[[\\", "b": 1}`, 1));
  });

  it('agrees with the depth of any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const depth = depthOf(value);
        const text = JSON.stringify(value);
        assert.ok(!isNestedDeeper(text, depth));
        assert.ok(depth === 0 || isNestedDeeper(text, depth - 1));
      }),
    );
  });
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

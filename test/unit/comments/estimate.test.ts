import assert from 'node:assert/strict';
import { estimateTokens } from '../../../src/comments/estimate';

describe('estimateTokens', () => {
  for (const [text, tokens] of [
    ['', 0],
    ['abcd', 1],
    ['abcde', 2],
    ['信息不足', 4],
    ['ひらカナ한글', 6],
    ['abcd信息', 3],
    ['перевод!', 2],
  ] as const) {
    it(`of ${JSON.stringify(text)} is ${tokens}`, () => assert.equal(estimateTokens(text), tokens));
  }
});

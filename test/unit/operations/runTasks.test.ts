import assert from 'node:assert/strict';
import { settleAtMost } from '../../../src/operations/runTasks';

describe('settleAtMost', () => {
  it('runs no more than the limit at a time, and keeps the order of the results', async () => {
    let working = 0;
    let most = 0;
    const results = await settleAtMost(3, [5, 1, 4, 2, 3, 0], async (turns) => {
      most = Math.max(most, ++working);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      working--;
      return turns * 10;
    });
    assert.equal(most, 3);
    assert.deepEqual(
      results.map((result) => result.status === 'fulfilled' && result.value),
      [50, 10, 40, 20, 30, 0],
    );
  });

  it('continues with the others when one fails', async () => {
    const results = await settleAtMost(2, [1, 2, 3], (item) =>
      item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(item),
    );
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
  });

  it('resolves without items', async () => {
    assert.deepEqual(await settleAtMost(4, [], () => Promise.resolve(1)), []);
  });
});

import assert from 'node:assert/strict';
import { ReadAhead } from '../../../src/base/readAhead';

describe('ReadAhead', () => {
  async function* count(events: string[], failAt = Infinity): AsyncGenerator<number> {
    try {
      for (let value = 1; value <= 3; value++) {
        if (value === failAt) throw new Error(`no ${value}`);
        events.push(`read ${value}`);
        yield await Promise.resolve(value);
      }
    } finally {
      events.push('closed');
    }
  }
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('gives the same values, each read while the caller works on the one before', async () => {
    const events: string[] = [];
    for await (const value of new ReadAhead(count(events))) {
      await settle();
      events.push(`done ${value}`);
    }
    assert.deepEqual(events, ['read 1', 'read 2', 'done 1', 'read 3', 'done 2', 'closed', 'done 3']);
  });

  it('stops the reading when the caller leaves early', async () => {
    const events: string[] = [];
    for await (const value of new ReadAhead(count(events))) if (value === 1) break;
    await settle();
    assert.equal(events.at(-1), 'closed');
    assert.ok(!events.includes('read 3'));
  });

  it('throws an error of the reading when its turn comes, and not before', async () => {
    const events: string[] = [];
    await assert.rejects(async () => {
      for await (const value of new ReadAhead(count(events, 2))) {
        await settle();
        events.push(`done ${value}`);
      }
    }, /no 2/);
    assert.deepEqual(events, ['read 1', 'closed', 'done 1']);
  });

  it('starts when `begin` is called, and reads the first value once', async () => {
    const events: string[] = [];
    const ahead = new ReadAhead(count(events));
    await settle();
    assert.deepEqual(events, []);
    ahead.begin();
    ahead.begin();
    await settle();
    assert.deepEqual(events, ['read 1']);
    const values: number[] = [];
    for await (const value of ahead) values.push(value);
    assert.deepEqual(values, [1, 2, 3]);
  });

  it('closes a started reading that nobody iterates', async () => {
    const events: string[] = [];
    const ahead = new ReadAhead(count(events));
    ahead.begin();
    await ahead.close();
    assert.deepEqual(events, ['read 1', 'closed']);
  });
});

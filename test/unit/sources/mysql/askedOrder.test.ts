import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { inAskedOrder } from '../../../../src/sources/mysql/askedOrder';

interface Found {
  readonly table: string;
  readonly found: boolean;
}

async function* batchesOf(...batches: readonly string[][]): AsyncGenerator<readonly Found[]> {
  for (const batch of batches) yield batch.map((table) => ({ table, found: true }));
}

async function order(asked: readonly string[], found: AsyncIterable<readonly Found[]>): Promise<string[][]> {
  const batches: string[][] = [];
  for await (const batch of inAskedOrder(asked, found, (table) => ({ table, found: false }))) {
    batches.push(batch.map((one) => `${one.table}${one.found ? '' : '?'}`));
  }
  return batches;
}

describe('inAskedOrder', () => {
  it('passes each batch on immediately when the order is the same', async () => {
    assert.deepEqual(await order(['a', 'b', 'c'], batchesOf(['a'], ['b', 'c'])), [['a'], ['b', 'c']]);
  });

  it('leaves out unrequested tables, and reports a missing one as soon as a later table arrives', async () => {
    assert.deepEqual(await order(['b', 'c', 'e'], batchesOf(['a', 'b', 'd'], ['e'])), [['b', 'c?'], ['e']]);
  });

  it('holds back tables that were requested later', async () => {
    assert.deepEqual(await order(['c', 'a', 'b'], batchesOf(['a'], ['b'], ['c'])), [['c', 'a', 'b']]);
  });

  it('reports all tables as missing when nothing was found', async () => {
    assert.deepEqual(await order(['b', 'a'], batchesOf([])), [['b?', 'a?']]);
    assert.deepEqual(await order([], batchesOf(['a'])), []);
  });

  it('gives each table once, in the requested order, for any result', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 12 });
    return fc.assert(
      fc.asyncProperty(names, names, fc.integer({ min: 1, max: 4 }), async (asked, found, size) => {
        const sorted = found.toSorted((one, other) => (one < other ? -1 : 1));
        const batches = Array.from({ length: Math.ceil(sorted.length / size) }, (_, index) =>
          sorted.slice(index * size, (index + 1) * size),
        );
        assert.deepEqual(
          (await order(asked, batchesOf(...batches))).flat(),
          asked.map((table) => (found.includes(table) ? table : `${table}?`)),
        );
      }),
    );
  });
});

import assert from 'node:assert/strict';
import type { CommentResult } from '../../../../src/model/comments';
import { CommentSaver } from '../../../../src/tasks/kinds/commentSaver';

function result(comment: string): CommentResult {
  return { element: { type: 'table', id: 1 }, outcome: { comment } };
}

describe('CommentSaver', () => {
  /** What was written at once, and how each write ends. */
  let written: string[][];
  let ends: { resolve(): void; reject(error: Error): void }[];
  let saver: CommentSaver;
  beforeEach(() => {
    [written, ends] = [[], []];
    saver = new CommentSaver((results) => {
      written.push(results.map(({ outcome }) => ('comment' in outcome ? outcome.comment : '')));
      return new Promise((resolve, reject) => ends.push({ resolve, reject }));
    });
  });

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('writes results together that arrive during a write', async () => {
    const first = saver.save([result('a')]);
    await turn();
    const others = ['b', 'c'].map((comment) => saver.save([result(comment)]));
    await turn();
    assert.deepEqual(written, [['a']]);
    ends[0]?.resolve();
    await first;
    await turn();
    assert.deepEqual(written, [['a'], ['b', 'c']]);
    ends[1]?.resolve();
    await Promise.all(others);
  });

  it('rejects all that were written together with the error, and saves the next', async () => {
    const failing = [saver.save([result('a')]), saver.save([result('b')])];
    await turn();
    const next = saver.save([result('c')]);
    ends[0]?.reject(new Error('the disk is full'));
    for (const save of failing) await assert.rejects(save, /the disk is full/);
    await turn();
    ends[1]?.resolve();
    await next;
    assert.deepEqual(written, [['a', 'b'], ['c']]);
  });
});

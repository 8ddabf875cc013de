import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/events';

describe('Emitter', () => {
  it('tells each listener, in order, until it is disposed', () => {
    const heard: string[] = [];
    const emitter = new Emitter<number>();
    const first = emitter.event((value) => heard.push(`first ${value}`));
    emitter.event((value) => heard.push(`second ${value}`));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    assert.deepEqual(heard, ['first 1', 'second 1', 'second 2']);
  });

  it('counts a listener that subscribed twice twice', () => {
    let count = 0;
    const emitter = new Emitter<void>();
    const listener = (): void => void count++;
    const first = emitter.event(listener);
    emitter.event(listener);
    emitter.fire();
    first.dispose();
    emitter.fire();
    assert.equal(count, 3);
  });

  it('lets the others hear what made one throw', () => {
    const errors: unknown[] = [];
    const heard: number[] = [];
    const emitter = new Emitter<number>((error) => errors.push(error));
    const failure = new Error('listener');
    emitter.event(() => {
      throw failure;
    });
    emitter.event((value) => heard.push(value));
    emitter.fire(7);
    assert.deepEqual(heard, [7]);
    assert.deepEqual(errors, [failure]);
  });
});

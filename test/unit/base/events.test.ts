import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/events';
import { CollectingLogger } from '../support/collectingLogger';

describe('Emitter', () => {
  let log: CollectingLogger;
  beforeEach(() => {
    log = new CollectingLogger();
  });

  it('calls each listener, in order, until it is disposed', () => {
    const heard: string[] = [];
    const emitter = new Emitter<number>('Test.onDidCount', log);
    const first = emitter.event((value) => heard.push(`first ${value}`));
    emitter.event((value) => heard.push(`second ${value}`));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    assert.deepEqual(heard, ['first 1', 'second 1', 'second 2']);
    assert.deepEqual(log.records, []);
  });

  it('counts a listener that subscribed twice twice', () => {
    let count = 0;
    const emitter = new Emitter<void>('Test.onDidChange', log);
    const listener = (): void => void count++;
    const first = emitter.event(listener);
    emitter.event(listener);
    emitter.fire();
    first.dispose();
    emitter.fire();
    assert.equal(count, 3);
  });

  it('logs a listener that throws once for each event, with its stack, and calls the others', () => {
    const heard: number[] = [];
    const emitter = new Emitter<number>('Test.onDidCount', log);
    const failure = new Error('broken');
    emitter.event((value) => {
      if (value > 6) throw failure;
    });
    emitter.event((value) => heard.push(value));
    for (const value of [6, 7, 8]) emitter.fire(value);
    assert.deepEqual(heard, [6, 7, 8]);
    const record = `ERROR A listener of Test.onDidCount failed: ${failure.stack}`;
    assert.deepEqual(log.records, [record, record]);
  });

  it('logs anything that a listener throws', () => {
    const emitter = new Emitter<void>('Test.onDidChange', log);
    emitter.event(() => {
      throw 'no error at all';
    });
    emitter.fire();
    assert.deepEqual(log.records, ['ERROR A listener of Test.onDidChange failed: no error at all']);
  });
});

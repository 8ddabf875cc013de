import * as assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { awaitUnlessCancelled, onAbort, wait } from '../../../src/base/cancellation';
import { ThothError } from '../../../src/base/errors';
import { ManualClock } from '../support/manualClock';
import { warningsDuring } from '../support/warnings';

const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;
const cancelled = { name: 'ThothError', code: 'CANCELLED', message: 'The task was cancelled.' };
const never = new Promise<never>(() => undefined);

describe('onAbort', () => {
  it('calls back once the signal is aborted, and leaves no listener', () => {
    const controller = new AbortController();
    let calls = 0;
    onAbort(controller.signal, () => calls++);
    assert.equal(calls, 0);
    controller.abort();
    assert.equal(calls, 1);
    assert.equal(listenersOf(controller.signal), 0);
  });

  it('calls back at once when the signal is already aborted', () => {
    let calls = 0;
    const listening = onAbort(AbortSignal.abort(), () => calls++);
    assert.equal(calls, 1);
    listening.dispose();
  });

  it('does not call back after it was disposed, even if others listen with the same function', () => {
    const controller = new AbortController();
    let calls = 0;
    const count = (): unknown => calls++;
    onAbort(controller.signal, count);
    onAbort(controller.signal, count).dispose();
    controller.abort();
    assert.equal(calls, 1);
  });

  it('lets any number of callers listen to one signal without a warning', async () => {
    const { signal } = new AbortController();
    const warnings = await warningsDuring(() => {
      const listening = Array.from({ length: 64 }, () => onAbort(signal, () => undefined));
      for (const one of listening) one.dispose();
    });
    assert.deepEqual(warnings, []);
    assert.equal(listenersOf(signal), 0);
  });
});

describe('awaitUnlessCancelled', () => {
  it('returns the result of the work, and leaves no listener', async () => {
    const { signal } = new AbortController();
    assert.equal(await awaitUnlessCancelled(Promise.resolve(7), signal), 7);
    await assert.rejects(awaitUnlessCancelled(Promise.reject(new Error('broken')), signal), { message: 'broken' });
    assert.equal(listenersOf(signal), 0);
  });

  it('rejects as soon as the signal is aborted, with its reason as the cause', async () => {
    const controller = new AbortController();
    const waiting = awaitUnlessCancelled(never, controller.signal);
    const reason = new ThothError('LEASE_LOST', 'Another window took over.');
    controller.abort(reason);
    await assert.rejects(waiting, { ...cancelled, cause: reason });
    assert.equal(listenersOf(controller.signal), 0);
  });

  it('rejects when the signal was aborted before, even if the work is done', async () => {
    await assert.rejects(awaitUnlessCancelled(Promise.resolve(1), AbortSignal.abort()), cancelled);
  });

  it('ignores the error of work that fails after it was cancelled', async () => {
    const controller = new AbortController();
    let fail!: (error: Error) => void;
    const work = new Promise<never>((_, reject) => (fail = reject));
    const unhandled: unknown[] = [];
    const note = (error: unknown): unknown => unhandled.push(error);
    process.on('unhandledRejection', note);
    try {
      const waiting = awaitUnlessCancelled(work, controller.signal);
      controller.abort();
      await assert.rejects(waiting, cancelled);
      fail(new Error('too late'));
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(unhandled, []);
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});

describe('wait', () => {
  it('resolves after the given time', async () => {
    const clock = new ManualClock();
    const { signal } = new AbortController();
    let isOver = false;
    const waiting = wait(clock, 1_000, signal).then(() => (isOver = true));
    clock.advance(999);
    assert.equal(isOver, false);
    clock.advance(1);
    await waiting;
    assert.equal(listenersOf(signal), 0);
  });

  it('does not wait for zero or less', async () => {
    const { signal } = new AbortController();
    await wait(new ManualClock(), 0, signal);
    await wait(new ManualClock(), -5, signal);
    await assert.rejects(wait(new ManualClock(), 0, AbortSignal.abort()), cancelled);
  });

  it('rejects as soon as the signal is aborted, and leaves no timer', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const waiting = wait(clock, 1_000, controller.signal);
    controller.abort();
    await assert.rejects(waiting, cancelled);
    assert.equal(clock.pending, 0);
    assert.equal(listenersOf(controller.signal), 0);
  });
});

import assert from 'node:assert/strict';
import { Throttle } from '../../../src/ui/throttle';
import { ManualClock } from '../support/manualClock';

describe('Throttle', () => {
  it('calls once in an interval, however often it is asked, and again when asked again', () => {
    const clock = new ManualClock();
    let calls = 0;
    const throttle = new Throttle(
      clock,
      () => 250,
      () => calls++,
    );
    throttle.request();
    throttle.request();
    assert.equal(calls, 0);
    clock.advance(250);
    assert.equal(calls, 1);
    clock.advance(1000);
    assert.equal(calls, 1);
    throttle.request();
    clock.advance(250);
    assert.equal(calls, 2);
  });

  it('makes no call after it was disposed', () => {
    const clock = new ManualClock();
    const throttle = new Throttle(
      clock,
      () => 250,
      () => assert.fail('called'),
    );
    throttle.request();
    throttle.dispose();
    clock.advance(1000);
    assert.equal(clock.pending, 0);
  });
});

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { ThothError, type ErrorCode } from '../../../../src/base/errors';
import { CommentCalls, type CommentCallsOptions } from '../../../../src/comments/calls/calls';
import type { CommentGenerator, CommentOutcome, CommentRequest } from '../../../../src/comments/comment';
import { ModelFailure } from '../../../../src/comments/models/modelFailure';
import { ManualClock } from '../../support/manualClock';
import { warningsDuring } from '../../support/warnings';
import { column, columnsRequest, neverAborted, settle, table, tableRequest } from '../support';

/** A call of a generator, and how the test answers it. */
interface OpenCall {
  readonly request: CommentRequest;
  readonly signal: AbortSignal;
  succeed(): void;
  fail(error: Error): void;
}

describe('CommentCalls', () => {
  let clock: ManualClock;
  let events: string[];
  let open: OpenCall[];
  let usesModel: boolean;

  beforeEach(() => {
    [clock, events, open, usesModel] = [new ManualClock(), [], [], true];
  });
  afterEach(() => assert.equal(clock.pending, 0, 'a timer is left behind'));

  const good = ({ items }: CommentRequest): CommentOutcome[] => items.map((item) => ({ item, comment: `of ${item}` }));
  const create = (options: Partial<CommentCallsOptions> = {}): CommentCalls => {
    const generator: CommentGenerator = {
      name: 'test',
      usesModel,
      destination: 'nowhere',
      generate: (request, signal) =>
        new Promise((resolve, reject) => {
          open.push({ request, signal, succeed: () => resolve(good(request)), fail: reject });
        }),
      preview: () => Promise.resolve(''),
    };
    return new CommentCalls(generator, { clock, random: () => 1, onEvent: (text) => events.push(text), ...options });
  };
  /** Waits for the call with this number, which must be the last. */
  const nth = async (count: number): Promise<OpenCall> => {
    while (open.length < count) await new Promise((resolve) => setImmediate(resolve));
    await settle();
    assert.equal(open.length, count);
    return open[count - 1] ?? assert.fail();
  };
  const failure = (
    code: ErrorCode,
    details: { status?: number; retryAfter?: number; passing?: boolean } = {},
  ): ThothError =>
    new ThothError(code, `It failed: ${code}.`, {
      cause: new ModelFailure('it failed', { passing: true, ...details }),
    });
  const broken = failure('COMMENTS_SERVER_FAILED', { status: 500 });
  /** Not retried, so that one failure is one call. */
  const badReply = failure('COMMENTS_BAD_REPLY', { passing: false });
  const request = (name: string): CommentRequest => tableRequest(table(name));

  it('passes on what the generator found', async () => {
    const call = create().call(request('a'), neverAborted);
    (await nth(1)).succeed();
    assert.deepEqual(await call, [{ item: 'a', comment: 'of a' }]);
    assert.deepEqual(events, []);
  });

  it('runs 64 calls at once without a warning of Node, and leaves no listener on the signal of the run', async () => {
    const { signal } = new AbortController();
    const warnings = await warningsDuring(async () => {
      const calls = create({ concurrency: 64 });
      const all = Array.from({ length: 64 }, (_, index) => calls.call(request(`t${index}`), signal));
      await nth(64);
      for (const call of open) call.succeed();
      await Promise.all(all);
    });
    assert.deepEqual(warnings, []);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });

  describe('limits the calls that run at a time', () => {
    for (const [concurrency, expected] of [
      [undefined, 4],
      [1, 1],
      [6, 6],
      [0, 1],
    ] as const) {
      it(`${expected} where ${concurrency} is set`, async () => {
        const calls = create({ concurrency });
        const all = Array.from({ length: 10 }, (_, index) => calls.call(request(`t${index}`), neverAborted));
        for (let done = 0; done < 10; done++) {
          await nth(Math.min(10, expected + done));
          open[done]?.succeed();
        }
        assert.deepEqual(
          (await Promise.all(all)).flat().map(({ item }) => item),
          [...Array(10).keys()].map((n) => `t${n}`),
        );
      });
    }

    it('and lets one that is cancelled leave the queue', async () => {
      const calls = create({ concurrency: 1 });
      const stop = new AbortController();
      const [first, second, third] = [neverAborted, stop.signal, neverAborted].map((signal, index) =>
        calls.call(request(`t${index}`), signal),
      );
      const one = await nth(1);
      stop.abort();
      await assert.rejects(second ?? assert.fail(), { code: 'CANCELLED' });
      one.succeed();
      (await nth(2)).succeed();
      assert.deepEqual(
        (await Promise.all([first, third])).flat().map((outcome) => outcome?.item),
        ['t0', 't2'],
      );
    });
  });

  describe('tries again', () => {
    it('three times, after growing waits, and then fails all items', async () => {
      const names = ['a', 'b'];
      const call = create().call(
        columnsRequest(names, table('t', { columns: names.map((name) => column(name)) })),
        neverAborted,
      );
      for (const [attempt, wait] of [1000, 2000, 4000].entries()) {
        (await nth(attempt + 1)).fail(broken);
        await settle();
        clock.advance(wait - 1);
        await nth(attempt + 1);
        clock.advance(1);
      }
      (await nth(4)).fail(broken);
      assert.deepEqual(
        await call,
        names.map((item) => ({ item, error: broken.message })),
      );
      assert.deepEqual(events, [
        `Trying again in 1 s (1 of 3): ${broken.message}`,
        `Trying again in 2 s (2 of 3): ${broken.message}`,
        `Trying again in 4 s (3 of 3): ${broken.message}`,
      ]);
    });

    it('after a random wait of at least half the usual one', async () => {
      const call = create({ random: () => 0 }).call(request('a'), neverAborted);
      (await nth(1)).fail(broken);
      await settle();
      clock.advance(500);
      (await nth(2)).succeed();
      assert.equal((await call).length, 1);
    });

    it('not if a retry is useless', async () => {
      for (const error of [badReply, failure('COMMENTS_BLOCKED', { passing: false }), new TypeError('a mistake')]) {
        const call = create().call(request('a'), neverAborted);
        (await nth(open.length + 1)).fail(error);
        assert.deepEqual(await call, [{ item: 'a', error: error.message }]);
      }
      assert.deepEqual(events, []);
    });

    it('stops waiting when it is cancelled', async () => {
      const stop = new AbortController();
      const call = create().call(request('a'), stop.signal);
      (await nth(1)).fail(broken);
      await settle();
      assert.equal(clock.pending, 1);
      stop.abort();
      await assert.rejects(call, { code: 'CANCELLED' });
    });
  });

  describe('respects a server that asks for a pause', () => {
    const busy = (seconds: number): ThothError =>
      failure('COMMENTS_QUOTA', { status: 429, retryAfter: seconds * 1000 });

    it('by pausing all calls for the requested time', async () => {
      const calls = create({ concurrency: 2 });
      const first = calls.call(request('a'), neverAborted);
      const second = calls.call(request('b'), neverAborted);
      const third = calls.call(request('c'), neverAborted);
      await nth(2);
      open[0]?.fail(busy(12));
      await settle();
      open[1]?.succeed();
      await settle();
      clock.advance(11_999);
      await nth(2);
      clock.advance(1);
      (await nth(3)).succeed();
      (await nth(4)).succeed();
      assert.equal((await Promise.all([first, second, third])).flat().length, 3);
      assert.deepEqual(events, ['Waiting 12 s: the server asked for it (429)', 'Fewer calls at a time from now on: 1']);
    });

    it('for at most two minutes', async () => {
      const call = create().call(request('a'), neverAborted);
      (await nth(1)).fail(busy(121));
      assert.match(JSON.stringify(await call), /"error"/);
      assert.deepEqual(events, []);
    });

    it('by halving the calls at a time, once for all that ran together, and slowly raising them again', async () => {
      const calls = create({ concurrency: 4 });
      const all = Array.from({ length: 40 }, (_, index) => calls.call(request(`t${index}`), neverAborted));
      await nth(4);
      for (const one of open.slice(0, 4)) one.fail(busy(1));
      await settle();
      assert.deepEqual(
        events.filter((event) => event.startsWith('Fewer')),
        ['Fewer calls at a time from now on: 2'],
      );
      clock.advance(1000);
      const widths: number[] = [];
      for (let done = 4; done < 44; done++) {
        await settle();
        widths.push(open.length - done);
        open[done]?.succeed();
      }
      assert.equal((await Promise.all(all)).flat().filter((one) => 'comment' in one).length, 40);
      assert.deepEqual(widths.slice(0, 12), [2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4]);
      assert.equal(Math.max(...widths), 4);
    });
  });

  describe('gives up waiting for an answer', () => {
    for (const [subject, milliseconds, timeoutMilliseconds] of [
      ['table', 30_000, undefined],
      ['columns', 90_000, undefined],
      ['table', 5000, 5000],
      ['columns', 5000, 5000],
    ] as const) {
      it(`after ${milliseconds / 1000} s for ${subject} where ${timeoutMilliseconds} is set`, async () => {
        const asked = subject === 'table' ? request('a') : columnsRequest(['qty']);
        const call = create({ timeoutMilliseconds }).call(asked, neverAborted);
        const first = await nth(1);
        clock.advance(milliseconds - 1);
        assert.equal(first.signal.aborted, false);
        clock.advance(1);
        assert.equal(first.signal.aborted, true);
        await settle();
        assert.match(events[0] ?? '', new RegExp(`Trying again in 1 s .*within ${milliseconds / 1000} s`));
        clock.advance(1000);
        (await nth(2)).succeed();
        assert.equal((await call).length, 1);
      });
    }

    it('and ignores a late answer', async () => {
      const call = create().call(request('a'), neverAborted);
      const first = await nth(1);
      clock.advance(30_000);
      await settle();
      first.fail(new Error('late, and wrong'));
      clock.advance(1000);
      (await nth(2)).succeed();
      first.succeed();
      assert.deepEqual(await call, [{ item: 'a', comment: 'of a' }]);
    });
  });

  it('ends a cancelled call at once, even if it ignores the signal', async () => {
    const stop = new AbortController();
    const call = create().call(request('a'), stop.signal);
    const one = await nth(1);
    stop.abort(new Error('the user'));
    await assert.rejects(call, { code: 'CANCELLED' });
    assert.equal(one.signal.aborted, true);
    await assert.rejects(create().call(request('a'), stop.signal), { code: 'CANCELLED' });
    await nth(1);
  });

  describe('after three failures in a row', () => {
    const failThree = async (calls: CommentCalls): Promise<void> => {
      for (const name of ['a', 'b', 'c']) {
        const call = calls.call(request(name), neverAborted);
        (await nth(open.length + 1)).fail(badReply);
        assert.deepEqual(await call, [{ item: name, error: badReply.message }]);
      }
    };

    it('pauses, sends one call as a probe, and continues if that succeeds', async () => {
      const calls = create();
      await failThree(calls);
      assert.deepEqual(events, ['The model failed three times in a row: pausing for 120 s']);
      const waiting = ['d', 'e', 'f', 'g', 'h'].map((name) => calls.call(request(name), neverAborted));
      await nth(3);
      clock.advance(119_999);
      await nth(3);
      clock.advance(1);
      (await nth(4)).succeed();
      await settle();
      assert.equal(open.length, 8);
      for (const one of open.slice(4)) one.succeed();
      assert.equal((await Promise.all(waiting)).flat().filter((outcome) => 'comment' in outcome).length, 5);
      assert.deepEqual(events.slice(1), ['The pause is over: one call is tried', 'The model answers again']);
    });

    it('ends the run if the probe fails, too', async () => {
      const calls = create({ concurrency: 3 });
      await failThree(calls);
      const waiting = ['d', 'e', 'f', 'g', 'h'].map((name) => calls.call(request(name), neverAborted));
      const rejected = Promise.all(
        waiting.map((call) => assert.rejects(call, { code: 'COMMENTS_BREAKER_OPEN', cause: badReply })),
      );
      await settle();
      clock.advance(120_000);
      (await nth(4)).fail(badReply);
      await rejected;
      await assert.rejects(calls.call(request('i'), neverAborted), { code: 'COMMENTS_BREAKER_OPEN' });
      await nth(4);
      assert.deepEqual(events.slice(1), ['The pause is over: one call is tried']);
    });

    it('counts calls, not attempts, and starts again after a success', async () => {
      const calls = create();
      for (const good of [false, false, true, false, false]) {
        const call = calls.call(request('a'), neverAborted);
        const one = await nth(open.length + 1);
        if (good) one.succeed();
        else one.fail(badReply);
        await call;
      }
      assert.deepEqual(events, []);
    });

    it('does not count refusals of the content', async () => {
      const calls = create();
      for (let count = 0; count < 5; count++) {
        const call = calls.call(request('a'), neverAborted);
        (await nth(count + 1)).fail(failure('COMMENTS_BLOCKED', { passing: false }));
        assert.match(JSON.stringify(await call), /"error"/);
      }
      assert.deepEqual(events, []);
    });

    it('stops waiting when it is cancelled', async () => {
      const calls = create();
      await failThree(calls);
      const stop = new AbortController();
      const all = ['d', 'e'].map((name) =>
        assert.rejects(calls.call(request(name), stop.signal), { code: 'CANCELLED' }),
      );
      await settle();
      stop.abort();
      await Promise.all(all);
    });

    it('stops waiting for the probe when it is cancelled', async () => {
      const calls = create();
      await failThree(calls);
      const stop = new AbortController();
      const probe = calls.call(request('d'), neverAborted);
      const other = calls.call(request('e'), stop.signal);
      await settle();
      clock.advance(120_000);
      const one = await nth(4);
      stop.abort();
      await assert.rejects(other, { code: 'CANCELLED' });
      one.succeed();
      assert.deepEqual(await probe, [{ item: 'd', comment: 'of d' }]);
      await nth(4);
    });

    it('does not repeat calls that failed before the pause', async () => {
      const calls = create();
      const early = calls.call(request('early'), neverAborted);
      (await nth(1)).fail(broken);
      await settle();
      await failThree(calls);
      clock.advance(1000);
      assert.deepEqual(await early, [{ item: 'early', error: broken.message }]);
      await nth(4);
    });
  });

  for (const [code, passing] of [
    ['COMMENTS_KEY_REFUSED', false],
    ['COMMENTS_NO_MODEL', false],
    ['COMMENTS_NO_PERMISSION', false],
    ['COMMENTS_QUOTA', false],
  ] as const) {
    it(`ends the run at once with ${code}`, async () => {
      const calls = create({ concurrency: 2 });
      const all = ['a', 'b', 'c'].map((name) => assert.rejects(calls.call(request(name), neverAborted), { code }));
      await nth(2);
      open[0]?.fail(failure(code, { passing }));
      await Promise.all(all);
      assert.equal(open[1]?.signal.aborted, true);
      await assert.rejects(calls.call(request('d'), neverAborted), { code });
      await nth(2);
    });
  }

  it('neither repeats nor counts the calls of a generator without a model', async () => {
    usesModel = false;
    const calls = create();
    for (let count = 1; count <= 4; count++) {
      const call = calls.call(request('a'), neverAborted);
      (await nth(count)).fail(broken);
      assert.deepEqual(await call, [{ item: 'a', error: broken.message }]);
    }
    assert.deepEqual(events, []);
  });
});

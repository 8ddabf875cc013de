import { awaitUnlessCancelled, wait } from '../../base/cancellation';
import type { Clock } from '../../base/clock';
import { hasCode, messageOf, throwIfCancelled, ThothError, type ErrorCode } from '../../base/errors';
import { Breaker } from './breaker';
import type { CommentGenerator, CommentOutcome, CommentRequest } from '../comment';
import { modelFailureOf } from '../models/modelFailure';
import { retries, waitBeforeRetry } from './retry';
import { Slots } from './slots';

/** How the calls of one run are made. */
export interface CommentCallsOptions {
  /** How many calls may run at a time; 4 where absent. */
  readonly concurrency?: number | undefined;
  /** How long one attempt may take; 30 s for a table and 90 s for columns where absent. */
  readonly timeoutMilliseconds?: number | undefined;
  readonly clock: Clock;
  /** From 0 to 1, as `Math.random`. */
  readonly random: () => number;
  /** Called with a sentence for the log of the run. */
  readonly onEvent: (text: string) => void;
}

const defaultConcurrency = 4;
const defaultTimeout = { table: 30_000, columns: 90_000 };

/** Every other call would get these errors too, so they end the run immediately. */
const endsRun: readonly ErrorCode[] = ['COMMENTS_KEY_REFUSED', 'COMMENTS_NO_MODEL', 'COMMENTS_NO_PERMISSION'];
/** These errors are about the content, and show that the model works. */
const aboutContent: readonly ErrorCode[] = ['CANCELLED', 'COMMENTS_BLOCKED'];

/** The calls of one run to a generator: a limited number at a time, with retries where these help. */
export class CommentCalls {
  private readonly slots: Slots;
  /**
   * Attempts have slots of their own, since a call that waits for a retry keeps its slot. When the server is busy,
   * there are fewer.
   */
  private readonly attempts: Slots;
  private readonly breaker: Breaker;
  /** Aborted with the reason when the run cannot continue. */
  private readonly over = new AbortController();
  /** No attempt starts before this elapsed time, since the server asked for a pause. */
  private quietUntil = 0;

  constructor(
    private readonly generator: CommentGenerator,
    private readonly options: CommentCallsOptions,
  ) {
    const concurrency = Math.max(1, Math.floor(options.concurrency ?? defaultConcurrency));
    this.slots = new Slots(concurrency);
    this.attempts = new Slots(concurrency);
    this.breaker = new Breaker({ clock: options.clock, isFailure: isServerFailure, onEvent: options.onEvent });
  }

  /**
   * One outcome for each item, in their order; after a failed call, each says why.
   * @throws ThothError CANCELLED; when the run cannot continue, all calls reject with COMMENTS_BREAKER_OPEN, or with
   * the error that every call would get
   */
  async call(request: CommentRequest, signal: AbortSignal): Promise<readonly CommentOutcome[]> {
    const either = AbortSignal.any([signal, this.over.signal]);
    try {
      return await this.slots.run(() => this.callOnce(request, either), either);
    } catch (error) {
      throwIfCancelled(signal);
      const end = this.endOf(error);
      if (end) throw end;
      return request.items.map((item) => ({ item, error: messageOf(error) }));
    }
  }

  private callOnce(request: CommentRequest, signal: AbortSignal): Promise<readonly CommentOutcome[]> {
    if (!this.generator.usesModel) return this.attempt(request, signal);
    return this.breaker.run(() => this.callWithRetries(request, signal), signal);
  }

  private async callWithRetries(request: CommentRequest, signal: AbortSignal): Promise<readonly CommentOutcome[]> {
    const { clock, random } = this.options;
    for (let attempt = 1; ; attempt++) {
      await wait(clock, this.quietUntil - clock.elapsed(), signal);
      let generation = 0;
      try {
        const outcomes = await this.attempts.run(() => {
          ({ generation } = this.attempts);
          return this.attempt(request, signal);
        }, signal);
        this.attempts.succeed();
        return outcomes;
      } catch (error) {
        throwIfCancelled(signal);
        const milliseconds = waitBeforeRetry(error, attempt, random());
        if (milliseconds === undefined || this.breaker.isOpen()) throw error;
        this.backOff(error, milliseconds, generation, attempt);
        await wait(clock, milliseconds, signal);
        if (this.breaker.isOpen()) throw error;
      }
    }
  }

  /** Logs the wait before a retry. If the server asks for it, also delays the other calls and reduces their number. */
  private backOff(error: unknown, milliseconds: number, generation: number, attempt: number): void {
    const { clock, onEvent } = this.options;
    const failure = modelFailureOf(error);
    const seconds = Math.ceil(milliseconds / 1000);
    if (failure?.retryAfter === undefined) {
      onEvent(`Trying again in ${seconds} s (${attempt} of ${retries}): ${messageOf(error)}`);
    } else {
      this.quietUntil = Math.max(this.quietUntil, clock.elapsed() + milliseconds);
      onEvent(`Waiting ${seconds} s: the server asked for it (${failure.status})`);
    }
    if (hasCode(error, 'COMMENTS_QUOTA') && this.attempts.halve(generation)) {
      onEvent(`Fewer calls at a time from now on: ${this.attempts.count}`);
    }
  }

  /** One attempt. It is aborted at its time limit or by a cancel; a late answer is ignored. */
  private async attempt(request: CommentRequest, signal: AbortSignal): Promise<readonly CommentOutcome[]> {
    const milliseconds = this.options.timeoutMilliseconds ?? defaultTimeout[request.subject];
    const timeout = new AbortController();
    const timer = this.options.clock.after(milliseconds, () => timeout.abort(timeoutError(milliseconds)));
    const either = AbortSignal.any([signal, timeout.signal]);
    try {
      return await awaitUnlessCancelled(this.generator.generate(request, either), either);
    } catch (error) {
      if (timeout.signal.aborted && !signal.aborted) throw timeout.signal.reason;
      throw error;
    } finally {
      timer.dispose();
    }
  }

  /** The error with which this one ends the run; undefined if the run continues. */
  private endOf(error: unknown): ThothError | undefined {
    const reason: unknown = this.over.signal.reason;
    if (reason instanceof ThothError) return reason;
    const ends = error instanceof ThothError && (error === this.breaker.end || endsWholeRun(error));
    const end = ends ? error : this.breaker.end;
    if (end) this.over.abort(end);
    return end;
  }
}

function endsWholeRun(error: ThothError): boolean {
  const unpaid = error.code === 'COMMENTS_QUOTA' && modelFailureOf(error)?.passing === false;
  return unpaid || endsRun.includes(error.code);
}

function isServerFailure(error: unknown): boolean {
  return !(error instanceof ThothError) || !aboutContent.includes(error.code);
}

function timeoutError(milliseconds: number): ThothError {
  const seconds = Math.round(milliseconds / 1000);
  return new ThothError(
    'COMMENTS_TIMEOUT',
    `The model did not answer within ${seconds} s. Allow more time, or choose a faster model.`,
  );
}

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
  /** Told, in a sentence, what the log of the run should say. */
  readonly onEvent: (text: string) => void;
}

const defaultConcurrency = 4;
const defaultTimeout = { table: 30_000, columns: 90_000 };

/** These errors meet every other call, too: they end the run at once. */
const hopeless: readonly ErrorCode[] = ['COMMENTS_KEY_REFUSED', 'COMMENTS_NO_MODEL', 'COMMENTS_NO_PERMISSION'];
/** These are about what was asked for, and show that the model is there. */
const aboutContent: readonly ErrorCode[] = ['CANCELLED', 'COMMENTS_BLOCKED'];

/** The calls of one run to a generator: so many at a time, repeated where that helps, stopped where it does not. */
export class CommentCalls {
  private readonly slots: Slots;
  /** A call that waits for its next attempt keeps its slot, but none of these; they are fewer when the server asks. */
  private readonly attempts: Slots;
  private readonly breaker: Breaker;
  /** Aborted when the run cannot go on, with the error that says why. */
  private readonly over = new AbortController();
  /** The server asked to be left alone until then, as the clock tells time. */
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
   * One outcome for each item, in their order; where the call failed, each says why.
   * @throws ThothError CANCELLED; and where the run cannot go on, for all its calls: COMMENTS_BREAKER_OPEN, or an error
   * that no other call would be spared
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

  /** Says why it waits, and keeps the other calls from asking a server that has had too many. */
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

  /** One attempt; one that takes too long or is not wanted any more is aborted, and its late answer ignored. */
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

  /** The error that ends the run, if this one does. */
  private endOf(error: unknown): ThothError | undefined {
    const reason: unknown = this.over.signal.reason;
    if (reason instanceof ThothError) return reason;
    const ends = error instanceof ThothError && (error === this.breaker.end || isHopeless(error));
    const end = ends ? error : this.breaker.end;
    if (end) this.over.abort(end);
    return end;
  }
}

function isHopeless(error: ThothError): boolean {
  const unpaid = error.code === 'COMMENTS_QUOTA' && modelFailureOf(error)?.passing === false;
  return unpaid || hopeless.includes(error.code);
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

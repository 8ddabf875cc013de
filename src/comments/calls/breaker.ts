import type { CircuitBreakerPolicy } from 'cockatiel';
import { awaitUnlessCancelled, wait } from '../../base/cancellation';
import type { Clock } from '../../base/clock';
import { messageOf, ThothError } from '../../base/errors';

/** How many failures in a row stop the calls, and for how long, in milliseconds. */
const failuresInARow = 3;
const pause = 120_000;

export interface BreakerOptions {
  readonly clock: Clock;
  /** Whether an error means that the server does not work; any other outcome shows that it works. */
  isFailure(error: unknown): boolean;
  onEvent(text: string): void;
}

/**
 * The circuit breaker of a run. Three failures in a row pause all calls for two minutes; then one call is a probe.
 * After its success the others continue; after its failure they and all later ones reject with COMMENTS_BREAKER_OPEN.
 */
export class Breaker {
  private policy: Promise<CircuitBreakerPolicy> | undefined;
  /** When calls may continue, by elapsed time: if the wall clock were set back, the pause could last for hours. */
  private resumeAt = 0;
  private probing = false;
  private broken: ThothError | undefined;

  constructor(private readonly options: BreakerOptions) {}

  /** Whether calls are paused: a call that has just failed is not retried then. */
  isOpen(): boolean {
    return this.resumeAt > this.options.clock.elapsed();
  }

  /** Why the run cannot go on; undefined while it can. */
  get end(): ThothError | undefined {
    return this.broken;
  }

  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    this.policy ??= this.createPolicy();
    const policy = await this.policy;
    // the pause may have been extended during the wait
    while (this.isOpen()) await wait(this.options.clock, this.resumeAt - this.options.clock.elapsed(), signal);
    const guarded = (): Promise<T> => (this.broken ? Promise.reject(this.broken) : work());
    return awaitUnlessCancelled(policy.execute(guarded), signal);
  }

  private async createPolicy(): Promise<CircuitBreakerPolicy> {
    const { circuitBreaker, ConsecutiveBreaker, handleWhen } = await import('cockatiel');
    // the policy counts failures and lets one probe through; the length of the pause is measured here, by our clock
    const policy = circuitBreaker(handleWhen(this.options.isFailure), {
      halfOpenAfter: 0,
      breaker: new ConsecutiveBreaker(failuresInARow),
    });
    policy.onHalfOpen(() => {
      this.probing = true;
      this.report('The pause is over: one call is tried');
    });
    policy.onReset(() => {
      this.probing = false;
      this.report('The model answers again');
    });
    policy.onBreak((reason) => this.open('error' in reason ? reason.error : undefined));
    return policy;
  }

  private open(cause: unknown): void {
    if (!this.probing) {
      this.resumeAt = this.options.clock.elapsed() + pause;
      this.report(`The model failed three times in a row: pausing for ${pause / 1000} s`);
      return;
    }
    this.broken ??= new ThothError(
      'COMMENTS_BREAKER_OPEN',
      `The model failed three times in a row, and again after a pause of ${pause / 1000} s: ` +
        `${messageOf(cause)} Run this again when the model answers; what is done is kept.`,
      { cause },
    );
  }

  /** Logs an event, unless the run has ended: the policy would report a new probe for every waiting call. */
  private report(text: string): void {
    if (!this.broken) this.options.onEvent(text);
  }
}

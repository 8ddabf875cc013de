import type { CircuitBreakerPolicy } from 'cockatiel';
import { awaitUnlessCancelled, wait } from '../../base/cancellation';
import type { Clock } from '../../base/clock';
import { messageOf, ThothError } from '../../base/errors';

/** So many failures in a row stop the calls for a while, in milliseconds. */
const failuresInARow = 3;
const pause = 120_000;

/** What a breaker works with. */
export interface BreakerOptions {
  readonly clock: Clock;
  /** Whether a failure says that the server does not work; any other answer shows that it does. */
  isFailure(error: unknown): boolean;
  onEvent(text: string): void;
}

/**
 * The circuit breaker of a run. Three failures in a row stop all calls for two minutes; then one goes as a probe. If it
 * goes well the others follow, else they and all that come later reject with COMMENTS_BREAKER_OPEN.
 */
export class Breaker {
  private policy: Promise<CircuitBreakerPolicy> | undefined;
  /** When calls may go on, by elapsed time: a wall clock that is set back would make the pause last for hours. */
  private resumeAt = 0;
  private probing = false;
  private broken: ThothError | undefined;

  constructor(private readonly options: BreakerOptions) {}

  /** Whether calls wait: what has failed already is not worth another attempt. */
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
    // the wait may have been prolonged meanwhile
    while (this.isOpen()) await wait(this.options.clock, this.resumeAt - this.options.clock.elapsed(), signal);
    const guarded = (): Promise<T> => (this.broken ? Promise.reject(this.broken) : work());
    return awaitUnlessCancelled(policy.execute(guarded), signal);
  }

  private async createPolicy(): Promise<CircuitBreakerPolicy> {
    const { circuitBreaker, ConsecutiveBreaker, handleWhen } = await import('cockatiel');
    // it counts, and lets one probe through; the time it is open is kept here, by our clock
    const policy = circuitBreaker(handleWhen(this.options.isFailure), {
      halfOpenAfter: 0,
      breaker: new ConsecutiveBreaker(failuresInARow),
    });
    policy.onHalfOpen(() => {
      this.probing = true;
      this.tell('The pause is over: one call is tried');
    });
    policy.onReset(() => {
      this.probing = false;
      this.tell('The model answers again');
    });
    policy.onBreak((reason) => this.open('error' in reason ? reason.error : undefined));
    return policy;
  }

  private open(cause: unknown): void {
    if (!this.probing) {
      this.resumeAt = this.options.clock.elapsed() + pause;
      this.tell(`The model failed three times in a row: pausing for ${pause / 1000} s`);
      return;
    }
    this.broken ??= new ThothError(
      'COMMENTS_BREAKER_OPEN',
      `The model failed three times in a row, and again after a pause of ${pause / 1000} s: ` +
        `${messageOf(cause)} Run this again when the model answers; what is done is kept.`,
      { cause },
    );
  }

  /** The calls that waited for a probe in vain are probes, too, to the policy; nothing is said of them. */
  private tell(text: string): void {
    if (!this.broken) this.options.onEvent(text);
  }
}

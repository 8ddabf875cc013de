import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';

/** Calls a function soon after it is asked for, and at most once in an interval however often it is asked for. */
export class Throttle implements Disposable {
  private timer: Disposable | undefined;

  /** @param interval in milliseconds, asked for at each call */
  constructor(
    private readonly clock: Clock,
    private readonly interval: () => number,
    private readonly callback: () => void,
  ) {}

  request(): void {
    this.timer ??= this.clock.after(this.interval(), () => {
      this.timer = undefined;
      this.callback();
    });
  }

  dispose(): void {
    this.timer?.dispose();
    this.timer = undefined;
  }
}

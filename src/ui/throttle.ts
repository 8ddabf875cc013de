import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';

/** Calls a function an interval after `request`, and only once for all requests until then. */
export class Throttle implements Disposable {
  private timer: Disposable | undefined;

  /** @param interval in milliseconds; read at each request */
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

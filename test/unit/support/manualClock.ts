import type { Clock } from '../../../src/base/clock';
import type { Disposable } from '../../../src/base/disposable';

interface Timer {
  due: number;
  readonly every: number | undefined;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  private readonly timers = new Set<Timer>();

  constructor(private time = new Date(2026, 0, 31, 9, 5, 7).getTime()) {}

  now(): number {
    return this.time;
  }

  after(milliseconds: number, callback: () => void): Disposable {
    return this.add({ due: this.time + milliseconds, every: undefined, callback });
  }

  every(milliseconds: number, callback: () => void): Disposable {
    return this.add({ due: this.time + milliseconds, every: milliseconds, callback });
  }

  /** Moves time on, firing what falls due on the way, in order. */
  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (let next = this.nextUntil(end); next; next = this.nextUntil(end)) {
      this.time = next.due;
      if (next.every === undefined) this.timers.delete(next);
      else next.due += next.every;
      next.callback();
    }
    this.time = end;
  }

  /** Moves time on as if the machine had slept: nothing fires. */
  sleep(milliseconds: number): void {
    this.time += milliseconds;
  }

  /** How many timers wait. */
  get pending(): number {
    return this.timers.size;
  }

  private add(timer: Timer): Disposable {
    this.timers.add(timer);
    return { dispose: () => void this.timers.delete(timer) };
  }

  private nextUntil(end: number): Timer | undefined {
    return [...this.timers].filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
  }
}

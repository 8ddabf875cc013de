import type { Clock } from '../../../src/base/clock';
import type { Disposable } from '../../../src/base/disposable';

interface Timer {
  /** When it fires, by elapsed time. */
  due: number;
  readonly every: number | undefined;
  readonly callback: () => void;
}

/** A clock that does not move until a test moves it. */
export class ManualClock implements Clock {
  private readonly timers = new Set<Timer>();
  private passed = 0;

  /** @param start what the wall clock shows, in milliseconds since 1970 UTC; less what has passed since */
  constructor(private start = new Date(2026, 0, 31, 9, 5, 7).getTime()) {}

  now(): number {
    return this.start + this.passed;
  }

  elapsed(): number {
    return this.passed;
  }

  after(milliseconds: number, callback: () => void): Disposable {
    return this.add({ due: this.passed + milliseconds, every: undefined, callback });
  }

  every(milliseconds: number, callback: () => void): Disposable {
    return this.add({ due: this.passed + milliseconds, every: milliseconds, callback });
  }

  /** Moves time on, firing what falls due on the way, in order. */
  advance(milliseconds: number): void {
    const end = this.passed + milliseconds;
    for (let next = this.nextUntil(end); next; next = this.nextUntil(end)) {
      this.passed = next.due;
      if (next.every === undefined) this.timers.delete(next);
      else next.due += next.every;
      next.callback();
    }
    this.passed = end;
  }

  /** Sets the wall clock, back where negative: nothing fires. */
  set(milliseconds: number): void {
    this.start += milliseconds;
  }

  /**
   * Moves time on as if the machine had slept: nothing fires.
   * @param counts whether this system counts the time as elapsed; what fell due fires once then, at the next move
   */
  sleep(milliseconds: number, counts = false): void {
    if (!counts) return this.set(milliseconds);
    this.passed += milliseconds;
    for (const timer of this.timers) timer.due = Math.max(timer.due, this.passed);
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

import { onAbort } from '../../base/cancellation';
import { cancelledError, throwIfCancelled } from '../../base/errors';

/** So many calls that went well bring one lost slot back. */
const successesForSlot = 5;

interface Waiter {
  enter(): void;
}

/** How many calls may run at a time: fewer when the server has asked for it, and slowly as many again. */
export class Slots {
  private open: number;
  private used = 0;
  private successes = 0;
  private reductions = 0;
  /** In the order they came. */
  private readonly waiters = new Set<Waiter>();

  constructor(private readonly most: number) {
    this.open = most;
  }

  /** How many calls may run now. */
  get count(): number {
    return this.open;
  }

  /** How often the slots were halved: a call that started before the last time is no reason to do it again. */
  get generation(): number {
    return this.reductions;
  }

  /** Runs the work once there is a slot; rejects when the signal is aborted while it waits. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.enter(signal);
    try {
      return await work();
    } finally {
      this.used -= 1;
      this.admit();
    }
  }

  /** Halves the slots, once for all the calls that ran together. Returns whether there are fewer now. */
  halve(generation: number): boolean {
    if (generation !== this.reductions || this.open === 1) return false;
    this.open = Math.floor(this.open / 2);
    this.reductions += 1;
    this.successes = 0;
    return true;
  }

  /** Counts a call that went well. */
  succeed(): void {
    if (this.open === this.most) return;
    this.successes += 1;
    if (this.successes < successesForSlot) return;
    this.successes = 0;
    this.open += 1;
    this.admit();
  }

  private async enter(signal: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    await new Promise<void>((resolve, reject) => {
      const listening = onAbort(signal, () => {
        this.waiters.delete(waiter);
        reject(cancelledError(signal));
      });
      const waiter = {
        enter: () => {
          listening.dispose();
          resolve();
        },
      };
      this.waiters.add(waiter);
      this.admit();
    });
  }

  private admit(): void {
    for (const waiter of this.waiters) {
      if (this.used >= this.open) return;
      this.used += 1;
      this.waiters.delete(waiter);
      waiter.enter();
    }
  }
}

import { onAbort } from '../../base/cancellation';
import { cancelledError, throwIfCancelled } from '../../base/errors';

/** After this many successful calls there is one more slot. */
const successesForSlot = 5;

interface Waiter {
  enter(): void;
}

/** Limits how many calls run at a time. The limit can be halved, and successful calls raise it again. */
export class Slots {
  private open: number;
  private used = 0;
  private successes = 0;
  private reductions = 0;
  /** In order of arrival. */
  private readonly waiters = new Set<Waiter>();

  constructor(private readonly most: number) {
    this.open = most;
  }

  /** How many calls may run now. */
  get count(): number {
    return this.open;
  }

  /** How many times the slots were halved. A call that started before the last halving does not halve them again. */
  get generation(): number {
    return this.reductions;
  }

  /** Runs the work when a slot is free; rejects with CANCELLED if the signal is aborted before that. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.enter(signal);
    try {
      return await work();
    } finally {
      this.used -= 1;
      this.admit();
    }
  }

  /** Halves the slots, once for all calls of a generation. Returns whether there are fewer now. */
  halve(generation: number): boolean {
    if (generation !== this.reductions || this.open === 1) return false;
    this.open = Math.floor(this.open / 2);
    this.reductions += 1;
    this.successes = 0;
    return true;
  }

  /** Counts a successful call. */
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

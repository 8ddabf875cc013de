/** What a run can wait for. */
export type WaitedFor = 'projectDatabase' | 'source' | 'model';

/** What a run is waiting for, so that a slow cancel can report it. */
export class Waiting {
  private readonly pending = new Set<{ readonly what: WaitedFor }>();

  /** Returns the same promise; until it settles, the run counts as waiting for `what`. */
  async during<T>(what: WaitedFor, work: Promise<T>): Promise<T> {
    const entry = { what };
    this.pending.add(entry);
    try {
      return await work;
    } finally {
      this.pending.delete(entry);
    }
  }

  /** Each once, the longest wait first. */
  get now(): readonly WaitedFor[] {
    return [...new Set([...this.pending].map(({ what }) => what))];
  }
}

const words: Readonly<Record<WaitedFor, string>> = {
  projectDatabase: 'the project database',
  source: 'the database',
  model: 'the model',
};

/** For the log. */
export function waitingInWords(waitedFor: readonly WaitedFor[]): string {
  return waitedFor.length === 0 ? 'its own work' : waitedFor.map((what) => words[what]).join(' and ');
}

/** What a run can wait for. */
export type WaitedFor = 'projectDatabase' | 'source' | 'model';

/** What a run waits for at the moment, so that a cancel that takes long can say so. */
export class Waiting {
  private readonly pending = new Set<{ readonly what: WaitedFor }>();

  /** The same promise; until it settles, the run waits for `what`. */
  async during<T>(what: WaitedFor, work: Promise<T>): Promise<T> {
    const entry = { what };
    this.pending.add(entry);
    try {
      return await work;
    } finally {
      this.pending.delete(entry);
    }
  }

  /** Each once, the one that is waited for the longest first. */
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

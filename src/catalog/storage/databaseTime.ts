import type { Clock } from '../../base/clock';
import type { Connection } from './connection';

/**
 * The times of runs as the database keeps them. All windows that share a project database compare heartbeats by one
 * clock: that of the machine where the file is, or the server's.
 */
export interface DatabaseTime {
  /** A time of this machine's clock as a time of the database's clock. */
  toDatabase(milliseconds: number): number;
  /** A time of the database's clock as a time of this machine's clock. */
  fromDatabase(milliseconds: number): number;
  /** Looks at the database's clock again, if that was long ago. */
  refresh(): Promise<void>;
}

/** For a file: every window that uses it runs on the same machine. */
export const sameTime: DatabaseTime = {
  toDatabase: (milliseconds) => milliseconds,
  fromDatabase: (milliseconds) => milliseconds,
  refresh: () => Promise.resolve(),
};

/** Clocks that differ by less than this, in milliseconds, count as the same. */
const tolerance = 1_000;
/** For how long a look at the server's clock is good, in milliseconds. */
const lookLasts = 10_000;

/**
 * The time of a server. A machine's clock may be minutes away from it; the difference is measured on opening and again
 * whenever heartbeats are written or judged, at most once in ten seconds. A difference, or a change of it, below one
 * second is left alone, so that times come back as they were given. What holds: two windows agree on the age of a
 * heartbeat to about two seconds, a small part of the lease, however wrong their clocks are, and half a minute after
 * somebody set a clock.
 */
export class ServerTime implements DatabaseTime {
  private difference = 0;
  private lastLook = -Infinity;

  /** @param elapsed a time in milliseconds that only goes forward, also when somebody sets a clock */
  constructor(
    private readonly reader: Connection,
    private readonly clockQuery: string,
    private readonly clock: Clock,
    private readonly elapsed: () => number = () => performance.now(),
  ) {}

  toDatabase(milliseconds: number): number {
    return milliseconds + this.difference;
  }

  fromDatabase(milliseconds: number): number {
    return milliseconds - this.difference;
  }

  async refresh(): Promise<void> {
    if (this.elapsed() - this.lastLook < lookLasts) return;
    const before = this.clock.now();
    const [answer] = await this.reader.rows<{ now: number }>(this.clockQuery);
    const after = this.clock.now();
    if (!answer) return;
    this.lastLook = this.elapsed();
    const measured = answer.now - (before + after) / 2;
    const wanted = Math.abs(measured) < tolerance ? 0 : Math.round(measured);
    if (Math.abs(wanted - this.difference) >= tolerance) this.difference = wanted;
  }
}

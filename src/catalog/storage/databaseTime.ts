import type { Clock } from '../../base/clock';
import type { Connection } from './connection';

/**
 * Converts the times of runs to those in the database. All windows that share a project database compare heartbeats by
 * one clock: that of the machine with the file, or the server's.
 */
export interface DatabaseTime {
  /** A time of this machine's clock as a time of the database's clock. */
  toDatabase(milliseconds: number): number;
  /** A time of the database's clock as a time of this machine's clock. */
  fromDatabase(milliseconds: number): number;
  /** Reads the database's clock again, unless that was done recently. */
  refresh(): Promise<void>;
}

/** For a file: every window that uses it runs on the same machine, by the same clock. */
export const sameTime: DatabaseTime = {
  toDatabase: (milliseconds) => milliseconds,
  fromDatabase: (milliseconds) => milliseconds,
  refresh: () => Promise.resolve(),
};

/** Clocks that differ by less than this, in milliseconds, count as the same. */
const tolerance = 1_000;
/** How long a measurement of the server's clock is used, in milliseconds. */
const measurementLifetime = 10_000;

/**
 * The time of a server. A machine's clock may be minutes away from it; the difference is measured when the database is
 * opened, and again when heartbeats are written or judged, at most once in ten seconds. A difference below one second,
 * or such a change of it, is ignored, so that times are read as they were written. Two windows therefore agree on the
 * age of a heartbeat to about two seconds, a small part of the lease, even if their clocks are wrong, and at the latest
 * half a minute after somebody set a clock.
 */
export class ServerTime implements DatabaseTime {
  private difference = 0;
  private lastLook = -Infinity;

  /** @param elapsed a monotonic time in milliseconds: it does not change when somebody sets the clock */
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
    if (this.elapsed() - this.lastLook < measurementLifetime) return;
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

import { onAbort } from '../../base/cancellation';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { hasCode, messageOf, ThothError, throwIfCancelled } from '../../base/errors';
import type { Catalog } from '../../catalog/catalog';
import type { Logger } from '../../logging/logger';
import type { Source } from '../../sources/source';
import { wrapSource } from '../../sources/wrapSource';
import { RunCatalog } from './runCatalog';
import { Waiting } from './waiting';

/** How long a cancelled run still waits for what it has asked of the project database, in milliseconds. */
const leaveAfter = 500;
/** How long the end of a run waits for its sources to close, in milliseconds. */
const closedWithin = 1_000;
/** How often a run tries again while another program keeps the project database locked; each attempt waits five seconds. */
const lockedAttempts = 24;

/**
 * What belongs to one run, from its start to its end. Work that could not be stopped, and goes on after the end, can no
 * longer use it.
 */
export class RunScope {
  readonly waiting = new Waiting();
  private readonly sources: Source[] = [];
  private over = false;
  private saidLocked = false;

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
    private readonly logger: Logger,
  ) {}

  get isOver(): boolean {
    return this.over;
  }

  /** Ends it, and closes its sources; a connection that hangs is not waited for, and goes on closing by itself. */
  async end(): Promise<void> {
    this.over = true;
    const sources = this.sources.splice(0);
    if (sources.length === 0) return;
    let timer: Disposable | undefined;
    const longEnough = new Promise<void>((resolve) => {
      timer = this.clock.after(closedWithin, resolve);
    });
    await Promise.race([Promise.all(sources.map((source) => this.close(source))), longEnough]);
    timer?.dispose();
  }

  /** Opens a source that is closed at the end of the run; one that is opened too late is closed at once. */
  async openSource(open: () => Promise<Source>): Promise<Source> {
    const during = <T>(reading: Promise<T>): Promise<T> => this.waiting.during('source', reading);
    const opened = await during(open());
    const source = wrapSource(opened, during, () => during(opened.close()));
    if (this.over) {
      await source.close();
      throw runIsOver();
    }
    this.sources.push(source);
    return source;
  }

  /** The project database as the run uses it: patient with locks, left soon after a cancel, and refused after the end. */
  catalog(catalog: Catalog): Catalog {
    return new RunCatalog(catalog, (call) => this.patiently(call));
  }

  /** Waits for work of the run on the project database, but not long once the run is cancelled. */
  async unlessCancelled<T>(work: Promise<T>): Promise<T> {
    let timer: Disposable | undefined;
    let leave!: () => void;
    const leaving = new Promise<never>((_, reject) => {
      leave = () => {
        timer = this.clock.after(leaveAfter, () => reject(new ThothError('CANCELLED', 'The task was cancelled.')));
      };
    });
    const listening = onAbort(this.signal, leave);
    try {
      return await Promise.race([this.waiting.during('projectDatabase', work), leaving]);
    } finally {
      listening.dispose();
      timer?.dispose();
    }
  }

  private async close(source: Source): Promise<void> {
    try {
      await source.close();
    } catch (error) {
      this.logger.warning(`The connection to the database could not be closed: ${messageOf(error)}`);
    }
  }

  private async patiently<T>(call: () => Promise<T>): Promise<T> {
    for (let left = lockedAttempts; ; left--) {
      if (this.over) throw runIsOver();
      try {
        return await this.unlessCancelled(call());
      } catch (error) {
        throwIfCancelled(this.signal);
        if (!hasCode(error, 'PROJECT_DATABASE_LOCKED') || left <= 1) throw error;
        if (!this.saidLocked) this.logger.warning('Another program keeps the project database locked: waiting for it.');
        this.saidLocked = true;
      }
    }
  }
}

function runIsOver(): ThothError {
  return new ThothError('LEASE_LOST', 'The run has ended: what it still does is not kept.');
}

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

/** How long a cancelled run still waits for a call to the project database, in milliseconds. */
const cancelTimeout = 500;
/** How long the end of a run waits for its sources to close, in milliseconds. */
const closeTimeout = 1_000;
/** How many times a call is tried while another program locks the project database; each attempt waits five seconds. */
const maxAttempts = 24;

/**
 * The resources of one run, from its start to its end. Work that continues after the end, because it could not be
 * stopped, can no longer use them.
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

  /** Ends the scope and closes its sources. It does not wait for a hanging connection, which closes later by itself. */
  async end(): Promise<void> {
    this.over = true;
    const sources = this.sources.splice(0);
    if (sources.length === 0) return;
    let timer: Disposable | undefined;
    const longEnough = new Promise<void>((resolve) => {
      timer = this.clock.after(closeTimeout, resolve);
    });
    await Promise.race([Promise.all(sources.map((source) => this.close(source))), longEnough]);
    timer?.dispose();
  }

  /** Opens a source that is closed at the end of the run; one that opens after the end is closed immediately. */
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

  /**
   * The project database for the run: it retries while locked, stops waiting soon after a cancel, and rejects after the
   * end.
   */
  catalog(catalog: Catalog): Catalog {
    return new RunCatalog(catalog, (call) => this.retryWhileLocked(call));
  }

  /** Waits for work of the run on the project database, but only briefly after a cancel. */
  async unlessCancelled<T>(work: Promise<T>): Promise<T> {
    let timer: Disposable | undefined;
    let leave!: () => void;
    const leaving = new Promise<never>((_, reject) => {
      leave = () => {
        timer = this.clock.after(cancelTimeout, () => reject(new ThothError('CANCELLED', 'The task was cancelled.')));
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

  private async retryWhileLocked<T>(call: () => Promise<T>): Promise<T> {
    for (let left = maxAttempts; ; left--) {
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

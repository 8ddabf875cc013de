import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { hasCode, ThothError, throwIfCancelled } from '../../base/errors';
import type { Catalog } from '../../catalog/catalog';
import type { Logger } from '../../logging/logger';
import type { Source } from '../../sources/source';
import { Waiting } from './waiting';

/** How long a cancelled run still waits for what it has asked of the project database, in milliseconds. */
const leaveAfter = 500;
/** How often a run tries again when another program keeps the project database locked; each attempt waits five seconds. */
const lockedAttempts = 24;

/**
 * What belongs to one run, from its start to its end. Work that goes on after the end, because it could not be stopped,
 * gets nothing more out of it.
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

  /** Ends it. @returns the sources that are open, for the caller to close */
  end(): readonly Source[] {
    this.over = true;
    return this.sources.splice(0);
  }

  /** Keeps a source until the end; one that was opened too late is closed at once. */
  async keep(source: Source): Promise<void> {
    if (!this.over) this.sources.push(source);
    else {
      await source.close();
      throw runIsOver();
    }
  }

  /** The project database as the run uses it: patient with locks, left soon after a cancel, and closed after the end. */
  catalog(catalog: Catalog): Catalog {
    return {
      ...catalog,
      sqlDbs: this.store(catalog.sqlDbs),
      elements: this.store(catalog.elements),
      comments: this.store(catalog.comments),
      runs: this.store(catalog.runs),
    };
  }

  /** Waits for work of the run that concerns the project database, but not long once the run is cancelled. */
  async unlessCancelled<T>(work: Promise<T>): Promise<T> {
    let timer: Disposable | undefined;
    let leave!: () => void;
    const leaving = new Promise<never>((_, reject) => {
      leave = () => {
        timer = this.clock.after(leaveAfter, () => reject(new ThothError('CANCELLED', 'The task was cancelled.')));
      };
    });
    if (this.signal.aborted) leave();
    else this.signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([this.waiting.during('projectDatabase', work), leaving]);
    } finally {
      this.signal.removeEventListener('abort', leave);
      timer?.dispose();
    }
  }

  /** Every method of a store returns a promise; each call goes through `patiently`. */
  private store<Store extends object>(store: Store): Store {
    return new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => this.patiently(() => Reflect.apply(member, target, given) as Promise<unknown>);
      },
    });
  }

  private async patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let left = lockedAttempts; ; left--) {
      if (this.over) throw runIsOver();
      try {
        return await this.unlessCancelled(work());
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

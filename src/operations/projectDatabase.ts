import { Emitter, type ErrorLog, type Event } from '../base/events';
import type { Catalog } from '../catalog/catalog';
import type { ProjectLocation } from './projectDatabaseLocation';

export interface ProjectDatabaseOptions {
  /** Its location according to the current settings. @throws ThothError if they have no valid one */
  readonly locate: () => ProjectLocation;
  readonly open: (location: ProjectLocation) => Promise<Catalog>;
  /** Called after each opening, before `get` resolves. */
  readonly onOpened: (catalog: Catalog) => Promise<void>;
  /** Gets the errors of listeners. */
  readonly log: ErrorLog;
}

/**
 * The project database, opened once, at the first call of `get`. An error of opening it is stored, so that later calls
 * do not retry; `retry` and `reopen` do.
 */
export class ProjectDatabase {
  private readonly changed: Emitter<void>;
  private opening: Promise<Catalog> | undefined;
  private catalog: Catalog | undefined;
  private failed = false;

  /** Fires when `get` returns another result than before: another database, an error, or no error any more. */
  readonly onDidChange: Event<void>;

  constructor(private readonly options: ProjectDatabaseOptions) {
    this.changed = new Emitter('ProjectDatabase.onDidChange', options.log);
    this.onDidChange = this.changed.event;
  }

  /** The open catalog. Rejects with the error of the last attempt, until `retry` or `reopen` is called. */
  get(): Promise<Catalog> {
    this.opening ??= this.open();
    return this.opening;
  }

  /** Lets the next `get` open it again after an error, or if its file is gone. */
  retry(): void {
    if (this.failed) this.opening = undefined;
    if (!this.catalog?.gone) return;
    void this.close().catch(() => undefined);
    this.changed.fire();
  }

  /** Closes it; the next `get` opens the one that the settings name then. */
  async reopen(): Promise<void> {
    await this.close();
    this.failed = false;
    this.changed.fire();
  }

  async close(): Promise<void> {
    const opening = this.opening;
    this.opening = undefined;
    this.catalog = undefined;
    const catalog = await opening?.catch(() => undefined);
    await catalog?.close();
  }

  private async open(): Promise<Catalog> {
    const failedBefore = this.failed;
    try {
      const catalog = await this.options.open(this.options.locate());
      await this.options.onOpened(catalog);
      this.catalog = catalog;
      this.failed = false;
      if (failedBefore) this.changed.fire();
      return catalog;
    } catch (error) {
      this.failed = true;
      if (!failedBefore) this.changed.fire();
      throw error;
    }
  }
}

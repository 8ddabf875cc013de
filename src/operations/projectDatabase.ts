import { Emitter, type ErrorLog, type Event } from '../base/events';
import type { Catalog } from '../catalog/catalog';
import type { ProjectLocation } from './projectDatabaseLocation';

export interface ProjectDatabaseOptions {
  /** Where it is now. @throws ThothError when the settings do not say */
  readonly locate: () => ProjectLocation;
  readonly open: (location: ProjectLocation) => Promise<Catalog>;
  /** Called once after each opening, before anybody gets the catalog. */
  readonly onOpened: (catalog: Catalog) => Promise<void>;
  /** Gets the errors of listeners. */
  readonly log: ErrorLog;
}

/**
 * The project database, opened at the first need and only once. An error of opening it is kept, so that looking does not
 * try again and again; `retry` and `reopen` do.
 */
export class ProjectDatabase {
  private readonly changed: Emitter<void>;
  private opening: Promise<Catalog> | undefined;
  private catalog: Catalog | undefined;
  private failed = false;

  /** Fires when what `get` gives has become another: it was switched, or an error went or came. */
  readonly onDidChange: Event<void>;

  constructor(private readonly options: ProjectDatabaseOptions) {
    this.changed = new Emitter('ProjectDatabase.onDidChange', options.log);
    this.onDidChange = this.changed.event;
  }

  /** The open catalog. Rejects with the error of the last attempt, until that is tried again. */
  get(): Promise<Catalog> {
    this.opening ??= this.open();
    return this.opening;
  }

  /** Lets the next `get` try again after an error, or where the file was taken away; does nothing otherwise. */
  retry(): void {
    if (this.failed) this.opening = undefined;
    if (!this.catalog?.gone) return;
    void this.close().catch(() => undefined);
    this.changed.fire();
  }

  /** Closes it, so that the next `get` opens the one that the settings name now. */
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

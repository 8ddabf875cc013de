import { ThothError } from '../base/errors';
import type { Catalog } from '../catalog/catalog';
import type { Parts } from './parts';
import { locationKey } from './projectDatabaseLocation';
import { overrule, type Refusal } from './refusals';
import { projectTargets } from './targets';

type Needed =
  | 'locate'
  | 'notices'
  | 'openProjectDatabase'
  | 'passwords'
  | 'progress'
  | 'project'
  | 'projectPasswords'
  | 'runner'
  | 'settings'
  | 'targetFacts';

/** Chooses where the project database is. */
export class ProjectPlaces {
  constructor(private readonly parts: Pick<Parts, Needed>) {}

  /**
   * Uses the project database at another place, after opening it once.
   * @param setting a value of the setting `thoth.projectDatabase`
   * @throws ThothError as `projectLocation` and opening it do; the setting is left unchanged then
   */
  async choose(setting: string): Promise<void> {
    const catalog = await this.open(setting);
    await catalog.close();
    await this.parts.settings.setProjectDatabase(setting);
  }

  /**
   * Copies the whole project database and its secrets to another place, checks the copy, and uses it. The old one is left
   * unchanged.
   * @param setting a value of the setting `thoth.projectDatabase`
   * @throws ThothError ALREADY_RUNNING, INVALID_ARGUMENT, ALREADY_EXISTS where the place is not empty, CANCELLED, or as
   * opening it does; nothing is changed then
   */
  async move(setting: string): Promise<void> {
    const { locate, passwords, project, settings } = this.parts;
    this.requireNoRuns();
    const from = await project.get();
    const fromKey = locationKey(locate());
    const target = locate(setting);
    if (locationKey(target) === fromKey) {
      throw new ThothError('INVALID_ARGUMENT', 'The project database is there already. Choose another place.');
    }
    const to = await this.open(setting);
    try {
      await this.copy(from, to);
      for (const { id } of await to.sqlDbs.list()) await passwords.copy(id, fromKey, locationKey(target));
    } finally {
      await to.close();
    }
    await settings.setProjectDatabase(setting);
  }

  /** @throws ThothError ALREADY_RUNNING while tasks run in this process: the project database cannot move then */
  requireNoRuns(): void {
    if (this.parts.runner.registry.list().length === 0) return;
    throw new ThothError('ALREADY_RUNNING', 'Tasks are running. Wait until they have ended, or cancel them.');
  }

  /** The stored password of a project database on a server. */
  password(url: string): Promise<string | undefined> {
    return this.parts.projectPasswords.get(url);
  }

  /** Stores the password of a project database on a server; an empty one deletes the stored one. */
  storePassword(url: string, password: string): Promise<void> {
    return this.parts.projectPasswords.store(url, password);
  }

  /** Remembers that the person overruled a refusal, for a project database on a server. */
  async overrule(url: string, refusal: Refusal): Promise<void> {
    const { parseServerUrl } = await import('../catalog/storage/server/serverUrl');
    await overrule(this.parts.targetFacts, projectTargets(parseServerUrl(url)), refusal);
  }

  /** Opens the project database again that the settings name now, once no task runs any more. */
  async reopen(): Promise<void> {
    const { notices, project, runner } = this.parts;
    for (let runs = runner.registry.list(); runs.length > 0; runs = runner.registry.list()) {
      notices.projectDatabaseWaits(() => runner.stopAll());
      await Promise.all(runs.map((run) => run.result));
    }
    await project.reopen();
  }

  private open(setting: string): Promise<Catalog> {
    const { locate, openProjectDatabase, progress } = this.parts;
    return progress.during({ type: 'openingProjectDatabase' }, () => openProjectDatabase(locate(setting)));
  }

  private async copy(from: Catalog, to: Catalog): Promise<void> {
    const { copyProjectDatabase } = await import('../catalog/copy/copyProjectDatabase');
    await this.parts.progress.during({ type: 'movingProjectDatabase' }, async (signal, report) => {
      const onProgress = (copied: number, total: number): void => report(copied / Math.max(1, total));
      await copyProjectDatabase(from, to, { signal, onProgress });
    });
  }
}

import { hostname } from 'node:os';
import { systemClock, type Clock } from '../../../src/base/clock';
import { Redactor } from '../../../src/base/redaction';
import type { Catalog } from '../../../src/catalog/catalog';
import type { SqlDbValues } from '../../../src/model/databases';
import type { TaskOwner } from '../../../src/model/runs';
import { openProjectDatabase, type ProjectDatabaseLocation } from '../../../src/catalog/projectDatabase';
import type { ConnectionSecrets } from '../../../src/sources/settings';
import type { TaskDefinition } from '../../../src/tasks/task';
import { sourceOpener } from '../../../src/tasks/openSource';
import { TaskRunner, type TaskRunnerOptions } from '../../../src/tasks/running/taskRunner';
import { CollectingLogger } from '../../unit/support/collectingLogger';
import { savedLog } from './savedLog';

/**
 * The runs of this process.
 * @param catalog the project database, or what opens it
 * @param options what is otherwise than in the product
 * @param kinds the kinds of tasks, where they are not the real ones
 */
export function windowOn(
  catalog: Catalog | (() => Promise<Catalog>),
  options: Partial<TaskRunnerOptions> = {},
  kinds?: readonly TaskDefinition[],
): TaskRunner {
  const usual = {
    clock: systemClock,
    host: { host: hostname(), processId: process.pid },
    catalog: typeof catalog === 'function' ? catalog : () => Promise.resolve(catalog),
    openSource: sourceOpener(() => Promise.resolve({})),
    redact: (text: string) => text,
    fallback: new CollectingLogger(),
  };
  return new TaskRunner({ ...usual, ...options }, kinds);
}

/** A project database and a runner, put together as the extension does it, on the clock of the machine. */
export class FaultProject {
  readonly fallback = new CollectingLogger();
  readonly redactor = new Redactor();
  readonly secrets = new Map<number, ConnectionSecrets>();

  private constructor(
    readonly catalog: Catalog,
    readonly clock: Clock,
  ) {}

  static async open(location: ProjectDatabaseLocation, clock: Clock = systemClock): Promise<FaultProject> {
    return new FaultProject(await openProjectDatabase(location, clock), clock);
  }

  /** A runner of these kinds of tasks; of the real ones where none are given. */
  runner(kinds?: readonly TaskDefinition[]): TaskRunner {
    const { catalog, clock, fallback, redactor } = this;
    const secrets = (sqlDbId: number): Promise<ConnectionSecrets> => Promise.resolve(this.secretsOf(sqlDbId));
    return windowOn(catalog, { clock, fallback, redact: redactor.redact, openSource: sourceOpener(secrets) }, kinds);
  }

  async add(values: SqlDbValues, secrets: ConnectionSecrets = {}): Promise<TaskOwner> {
    const id = await this.catalog.sqlDbs.add(values);
    this.secrets.set(id, secrets);
    return { type: 'sqlDb', id };
  }

  savedLog(taskId: string): Promise<string> {
    return savedLog(this.catalog, taskId);
  }

  close(): Promise<void> {
    return this.catalog.close();
  }

  private secretsOf(sqlDbId: number): ConnectionSecrets {
    const secrets = this.secrets.get(sqlDbId) ?? {};
    for (const secret of Object.values(secrets)) this.redactor.add(String(secret));
    return secrets;
  }
}

/** Gives the suite it is called in a project for each test. */
export function useFaultProject(folder: { file(name: string): string }): { readonly current: FaultProject } {
  let project: FaultProject;
  beforeEach(async () => {
    project = await FaultProject.open({ file: folder.file('project.sqlite') });
  });
  afterEach(() => project.close());
  return {
    get current() {
      return project;
    },
  };
}

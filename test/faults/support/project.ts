import { systemClock, type Clock } from '../../../src/base/clock';
import type { Catalog } from '../../../src/catalog/catalog';
import { openProjectDatabase, type ProjectDatabaseLocation } from '../../../src/catalog/projectDatabase';
import type { SqlDbValues } from '../../../src/model/databases';
import type { TaskOwner } from '../../../src/model/runs';
import { createOperations, type Operations } from '../../../src/operations/operations';
import type { ConnectionSecrets } from '../../../src/sources/settings';
import type { TaskRunner } from '../../../src/tasks/running/taskRunner';
import type { TaskDefinition } from '../../../src/tasks/task';
import { memoryPorts, MemorySettings, type MemoryPorts } from '../../unit/support/ports';
import { savedLog } from './savedLog';

/** The operations of this process over a project database in a file, as a window has them. */
export function operationsOn(file: string, ports: Partial<MemoryPorts> = {}): Operations {
  return createOperations(memoryPorts({ settings: new MemorySettings(file), ...ports }));
}

/** The runs of this process over a project database that is open. @param ports replace those in memory */
export function windowOn(catalog: Catalog, ports: Partial<MemoryPorts> = {}): TaskRunner {
  return operationsOn('', { openProjectDatabase: () => Promise.resolve(catalog), ...ports }).runner;
}

/** A project database and the operations over it, on the clock of the machine or another. */
export class FaultProject {
  private readonly ports: MemoryPorts;
  private readonly operations: Operations;

  private constructor(
    readonly catalog: Catalog,
    clock: Clock,
  ) {
    this.ports = memoryPorts({ clock });
    this.operations = operationsOn('', { ...this.ports, openProjectDatabase: () => Promise.resolve(catalog) });
  }

  static async open(location: ProjectDatabaseLocation, clock: Clock = systemClock): Promise<FaultProject> {
    return new FaultProject(await openProjectDatabase(location, clock), clock);
  }

  get logger(): MemoryPorts['logger'] {
    return this.ports.logger;
  }

  get redactor(): MemoryPorts['redactor'] {
    return this.ports.redactor;
  }

  /** A runner of these task kinds; by default of the real ones. */
  runner(taskKinds?: readonly TaskDefinition[]): TaskRunner {
    return windowOn(this.catalog, { ...this.ports, ...(taskKinds && { taskKinds }) });
  }

  /** Registers a database without connecting to it. */
  async add(values: SqlDbValues, secrets: ConnectionSecrets = {}): Promise<TaskOwner> {
    const id = await this.catalog.sqlDbs.add(values);
    await this.operations.passwords.store(id, secrets);
    return { type: 'sqlDb', id };
  }

  /** Lets the views of a database be sampled, though the tests log in as administrators. */
  allowSampling({ id }: TaskOwner): Promise<void> {
    return this.operations.sqlDbs.setConsent(id, 'sampleViews', true);
  }

  savedLog(taskId: string): Promise<string> {
    return savedLog(this.catalog, taskId);
  }

  close(): Promise<void> {
    return this.catalog.close();
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

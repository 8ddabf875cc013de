import { systemClock, type Clock } from '../../../src/base/clock';
import { Redactor } from '../../../src/base/redaction';
import type { Catalog, SqlDbValues, TaskOwner } from '../../../src/catalog/catalog';
import { openProjectDatabase } from '../../../src/catalog/projectDatabase';
import type { ConnectionSecrets } from '../../../src/sources/settings';
import type { TaskDefinition } from '../../../src/tasks/task';
import { TaskRunner } from '../../../src/tasks/taskRunner';
import { CollectingLogger } from '../../unit/support/collectingLogger';

/** A project database and a runner, put together as the extension does it, on the clock of the machine. */
export class FaultProject {
  readonly fallback = new CollectingLogger();
  readonly redactor = new Redactor();
  readonly secrets = new Map<number, ConnectionSecrets>();

  private constructor(
    readonly file: string,
    readonly catalog: Catalog,
    readonly clock: Clock,
  ) {}

  static async open(file: string, clock: Clock = systemClock): Promise<FaultProject> {
    return new FaultProject(file, await openProjectDatabase({ file }, clock), clock);
  }

  /** A runner of these kinds of tasks; of the real ones where none are given. */
  runner(kinds?: readonly TaskDefinition[]): TaskRunner {
    const { catalog, clock, fallback, redactor, secrets } = this;
    const options = {
      clock,
      host: { host: 'here', processId: process.pid },
      catalog: () => Promise.resolve(catalog),
      secrets: (sqlDbId: number) => {
        const found = secrets.get(sqlDbId) ?? {};
        for (const secret of Object.values(found)) redactor.add(String(secret));
        return Promise.resolve(found);
      },
      redact: redactor.redact,
      fallback,
    };
    return new TaskRunner(options, kinds);
  }

  async add(values: SqlDbValues, secrets: ConnectionSecrets = {}): Promise<TaskOwner> {
    const id = await this.catalog.sqlDbs.add(values);
    this.secrets.set(id, secrets);
    return { type: 'sqlDb', id };
  }

  /** The whole saved log of a run. */
  async savedLog(taskId: string): Promise<string> {
    const texts: string[] = [];
    for (let line = 0; ; ) {
      const chunks = await this.catalog.runs.readLog(taskId, line, 1_000_000);
      const last = chunks.at(-1);
      if (!last) return texts.join('\n');
      texts.push(...chunks.map(({ text }) => text));
      line = last.firstLine + last.lineCount;
    }
  }

  close(): Promise<void> {
    return this.catalog.close();
  }
}

/** Gives the suite it is called in a project for each test. */
export function useFaultProject(folder: { file(name: string): string }): { readonly current: FaultProject } {
  let project: FaultProject;
  beforeEach(async () => {
    project = await FaultProject.open(folder.file('project.sqlite'));
  });
  afterEach(() => project.close());
  return {
    get current() {
      return project;
    },
  };
}

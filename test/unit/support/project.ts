import { SqliteConnection } from '../../../src/base/sqlite';
import type { Catalog } from '../../../src/catalog/catalog';
import type { TaskOwner } from '../../../src/model/runs';
import { openProjectDatabase } from '../../../src/catalog/projectDatabase';
import type { TaskDefinition } from '../../../src/tasks/task';
import { sourceOpener } from '../../../src/tasks/openSource';
import { TaskRunner, type TaskRunnerOptions } from '../../../src/tasks/running/taskRunner';
import { CollectingLogger } from './collectingLogger';
import { ManualClock } from './manualClock';
import { useTemporaryFolder } from './temporaryFolder';

/** The id of a process of `test-machine` that has ended; all others exist. */
export const goneProcess = 7;

/** Opens a source that needs no secrets. */
export const openTestSource = sourceOpener(() => Promise.resolve({}));

/** A project database in a temporary file, a source to describe, and runners as the windows of an editor would have them. */
export interface TestProject {
  readonly file: string;
  readonly catalog: Catalog;
  readonly clock: ManualClock;
  readonly runner: TaskRunner;
  readonly fallback: CollectingLogger;
  /** The SqlDb that describes the source. */
  readonly sqlDbId: number;
  readonly owner: TaskOwner;
  readonly sourceFile: string;
  /** Runs a script in the source. */
  changeSource(script: string): Promise<void>;
  /**
   * Another window: its own connection to the same project database.
   * @param options what differs from the first window: the clock, the machine
   */
  openWindow(kinds?: readonly TaskDefinition[], options?: Partial<TaskRunnerOptions>): Promise<TestWindow>;
  /** A new runner on the first connection. */
  runnerFor(kinds: readonly TaskDefinition[]): TaskRunner;
}

export interface TestWindow {
  readonly runner: TaskRunner;
  readonly catalog: Catalog;
}

/** Sets a project up before each test of the suite it is called in, and closes it afterwards. */
export function useProject(sourceScript: string): TestProject {
  const folder = useTemporaryFolder();
  const opened: Catalog[] = [];
  const project = {} as { -readonly [Key in keyof TestProject]: TestProject[Key] };

  const open = async (): Promise<Catalog> => {
    const catalog = await openProjectDatabase({ file: project.file }, project.clock);
    opened.push(catalog);
    return catalog;
  };
  const createRunner = (
    catalog: Catalog,
    kinds?: readonly TaskDefinition[],
    options?: Partial<TaskRunnerOptions>,
  ): TaskRunner =>
    new TaskRunner(
      {
        clock: project.clock,
        host: { host: 'test-machine', processId: 100 + opened.length },
        processExists: (processId) => processId !== goneProcess,
        catalog: () => Promise.resolve(catalog),
        openSource: openTestSource,
        redact: (text) => text.replaceAll('s3cret', '•••'),
        fallback: project.fallback,
        ...options,
      },
      kinds,
    );

  beforeEach(async () => {
    project.clock = new ManualClock();
    project.fallback = new CollectingLogger();
    project.file = folder.file('project.sqlite');
    project.sourceFile = folder.file('source.sqlite');
    project.changeSource = (script) => runScript(project.sourceFile, script);
    await project.changeSource(sourceScript);
    project.catalog = await open();
    project.runnerFor = (kinds) => createRunner(project.catalog, kinds);
    project.runner = createRunner(project.catalog);
    project.sqlDbId = await project.catalog.sqlDbs.add({
      name: 'shop',
      dbType: 'sqlite',
      dbName: project.sourceFile,
    });
    project.owner = { type: 'sqlDb', id: project.sqlDbId };
    project.openWindow = async (kinds, options) => {
      const catalog = await open();
      return { catalog, runner: createRunner(catalog, kinds, options) };
    };
  });

  afterEach(async () => {
    for (const catalog of opened.splice(0)) await catalog.close();
  });

  return project;
}

async function runScript(file: string, script: string): Promise<void> {
  const connection = await SqliteConnection.open(file, 'create');
  try {
    await connection.execute(script);
  } finally {
    await connection.close();
  }
}

import { Emitter } from '../base/events';
import type { Redactor } from '../base/redaction';
import type { Catalog } from '../catalog/catalog';
import { sourceOpener, type OpenSource } from '../tasks/openSource';
import { TaskRunner } from '../tasks/running/taskRunner';
import type { Ports } from './ports';
import { ProjectDatabase } from './projectDatabase';
import { locationKey, projectLocation, type ProjectLocation } from './projectDatabaseLocation';
import { pruneLogs } from './pruneLogs';
import { ApiKeys, Passwords, ProjectPasswords } from './secrets';
import { projectTargets, targetsOf, trustOf } from './targets';
import { TaskLines } from './taskLines';

/** What the operations share. A user interface may read it and listen to it. */
export interface Parts extends Ports {
  /** Removes the secrets from a text. */
  readonly redact: Redactor['redact'];
  /** The project database in use. */
  readonly project: ProjectDatabase;
  /** The location of the project database. @param setting a value of the setting; by default the current one */
  readonly locate: (setting?: string) => ProjectLocation;
  /** Opens a project database other than the one in use. The caller closes it. */
  readonly openProjectDatabase: (location: ProjectLocation) => Promise<Catalog>;
  readonly passwords: Passwords;
  readonly projectPasswords: ProjectPasswords;
  readonly apiKeys: ApiKeys;
  /** Connects to the source of a SqlDb, with its stored secrets. */
  readonly openSource: OpenSource;
  readonly runner: TaskRunner;
  readonly taskLines: TaskLines;
  /** Fires when an operation has changed SqlDbs, Workspaces or the status of tasks. */
  readonly rowsChanged: Emitter<void>;
  /** Fires when an operation has changed descriptions or comments: of a SqlDb, or of an unknown one. */
  readonly elementsChanged: Emitter<number | undefined>;
}

/** Creates the shared parts. Opens nothing. */
export function createParts(ports: Ports): Parts {
  const { clock, host, logger, processExists, redactor, secrets, settings, targetFacts, taskKinds } = ports;
  const { redact } = redactor;
  const locate = (setting = settings.projectDatabase()): ProjectLocation =>
    projectLocation(setting, settings.surroundings());
  const passwords = new Passwords(secrets, redactor, () => locationKey(locate()));
  const projectPasswords = new ProjectPasswords(secrets, redactor);
  const openProjectDatabase =
    ports.openProjectDatabase ?? ((location: ProjectLocation) => openAt(location, ports, projectPasswords));
  const prune = (catalog: Catalog): void => void pruneLogs(ports, catalog);
  const project = new ProjectDatabase({
    locate,
    open: openProjectDatabase,
    async onOpened(catalog) {
      await runner.endDeadRuns(catalog);
      prune(catalog);
    },
    log: logger,
  });
  const openSource = sourceOpener(
    (sqlDbId) => passwords.get(sqlDbId),
    (sqlDb) => {
      const targets = targetsOf(sqlDb);
      return { sampleViews: targetFacts.holds('sampleViews', targets.database), trust: trustOf(targetFacts, targets) };
    },
  );
  const runner = new TaskRunner(
    {
      clock,
      host,
      ...(processExists && { processExists }),
      catalog: () => project.get(),
      openSource,
      redact,
      fallback: logger,
    },
    taskKinds,
  );
  runner.registry.onDidEnd(() => void project.get().then(prune, () => undefined));
  return {
    ...ports,
    redact,
    project,
    locate,
    openProjectDatabase,
    passwords,
    projectPasswords,
    apiKeys: new ApiKeys(secrets, redactor),
    openSource,
    runner,
    taskLines: new TaskLines(runner.registry, logger),
    rowsChanged: new Emitter('rowsChanged', logger),
    elementsChanged: new Emitter('elementsChanged', logger),
  };
}

/** Loads Sequelize and the drivers at the first call, not when the program starts. */
async function openAt(
  location: ProjectLocation,
  { clock, targetFacts }: Ports,
  passwords: ProjectPasswords,
): Promise<Catalog> {
  const { loadSequelize } = await import('../catalog/storage/loadSequelize');
  await loadSequelize();
  const { openProjectDatabase } = await import('../catalog/projectDatabase');
  if ('file' in location) return openProjectDatabase(location, clock);
  const password = await passwords.get(location.url);
  const { parseServerUrl } = await import('../catalog/storage/server/serverUrl');
  const trust = trustOf(targetFacts, projectTargets(parseServerUrl(location.url)));
  return openProjectDatabase({ ...location, ...(password !== undefined && { password }), trust }, clock);
}

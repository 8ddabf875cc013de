import assert from 'node:assert/strict';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock';
import { Redactor } from '../../src/base/redaction';
import type { Catalog } from '../../src/catalog/catalog';
import type { SqlDbValues } from '../../src/model/databases';
import type { ConnectionSecrets } from '../../src/sources/settings';
import type { Metrics } from './benchmark';
import { failingLogger } from './failingLogger';
import { measure, peakMegabytes } from './measure';
import { columnsPerTable, relationshipCount } from './sampleSource';

/** Where a run keeps what it reads. */
export interface Project {
  /** For people: `SQLite`. */
  readonly label: string;
  /** Opens the project database of a round, new at its first time. @param round the folder of the round */
  open(round: string): Promise<Catalog>;
  /** Takes away what a round left outside of its folder. */
  remove(round: string): Promise<void>;
}

/** The embedded file. */
export const fileProject: Project = {
  label: 'SQLite',
  async open(round) {
    const { openProjectDatabase } = await import('../../src/catalog/projectDatabase');
    return openProjectDatabase({ file: join(round, 'project.sqlite') });
  },
  remove: () => Promise.resolve(),
};

export interface RunSubject {
  readonly sqlDb: Omit<SqlDbValues, 'name'>;
  readonly secrets: ConnectionSecrets;
  readonly tableCount: number;
  /** The folder of the round. */
  readonly round: string;
}

/** Runs the whole task over a sample source, as the product does; again, where the round has run it before. */
export async function runDbElements(subject: RunSubject, project: Project): Promise<Metrics> {
  const { sourceOpener } = await import('../../src/tasks/openSource');
  const { TaskRunner } = await import('../../src/tasks/running/taskRunner');
  const catalog = await project.open(subject.round);
  const [known] = await catalog.sqlDbs.list();
  const sqlDbId = known?.id ?? (await catalog.sqlDbs.add({ name: 'bench', ...subject.sqlDb }));
  const runner = new TaskRunner({
    clock: systemClock,
    host: { host: 'bench', processId: process.pid },
    catalog: () => Promise.resolve(catalog),
    openSource: sourceOpener(() => Promise.resolve(subject.secrets)),
    redact: new Redactor().redact,
    fallback: failingLogger,
  });
  const measurement = await measure(async () => {
    const run = await runner.start('dbElements', { type: 'sqlDb', id: sqlDbId });
    const { status, failed } = await run.result;
    assert.deepEqual({ status, failed }, { status: 'COMPLETED', failed: 0 });
  });
  const peak = peakMegabytes();
  assert.deepEqual(await catalog.elements.count(sqlDbId), {
    tables: subject.tableCount,
    columns: subject.tableCount * columnsPerTable,
    relationships: relationshipCount(subject.tableCount),
  });
  await catalog.close();
  return { ...measurement, peak };
}

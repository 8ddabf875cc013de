import { join } from 'node:path';
import type { RunSubject } from './dbElementsRun';
import { openRawReader } from './elementsFloor';
import { writeSampleSource } from './sampleSource';
import { databaseOf, settingsOf, whyNot } from './servers/sampleDatabase';
import type { BenchServer, Reader } from './servers/server';

/** A sample database for the whole task to read. Each is named from the folder that the contestants of a benchmark share. */
export interface TaskSource {
  /** In the names of benchmarks. */
  readonly name: string;
  /** For people: `PostgreSQL`. */
  readonly label: string;
  hindrance(): Promise<string | undefined>;
  create(shared: string, tableCount: number): Promise<void>;
  drop(shared: string): Promise<void>;
  /** Reads what Thoth reads, and discards it. */
  openRaw(shared: string): Promise<Reader>;
  subject(shared: string): Pick<RunSubject, 'sqlDb' | 'secrets'>;
}

/** A file, which the benchmark's folder takes along. */
export const sqliteSource: TaskSource = {
  name: 'sqlite',
  label: 'SQLite',
  hindrance: () => Promise.resolve(undefined),
  create: (shared, tableCount) => writeSampleSource(fileIn(shared), tableCount),
  drop: () => Promise.resolve(),
  openRaw: (shared) => openRawReader(fileIn(shared)),
  subject: (shared) => ({ sqlDb: { dbType: 'sqlite', dbName: fileIn(shared) }, secrets: {} }),
};

function fileIn(shared: string): string {
  return join(shared, 'source.sqlite');
}

/** A database on a server. */
export function databaseSource(server: BenchServer): TaskSource {
  return {
    name: server.dbType,
    label: server.label,
    hindrance: () => whyNot(server.address),
    create: (shared, tableCount) => server.create(databaseOf(shared), tableCount),
    drop: (shared) => server.drop(databaseOf(shared)),
    openRaw: (shared) => server.readRaw(databaseOf(shared)),
    subject(shared) {
      const { password, ...sqlDb } = settingsOf(server, databaseOf(shared));
      return { sqlDb, secrets: { password } };
    },
  };
}

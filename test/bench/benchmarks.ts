import type { Benchmark } from './benchmark';
import { comments } from './comments';
import { elements } from './elements';
import { memoryLog } from './memoryLog';
import { savedLog } from './savedLog';
import { projectDatabase } from './projectDatabase';
import { mariadbProject } from './projects/mariadb';
import { postgresProject } from './projects/postgres';
import { serverSource } from './serverSource';
import { mariadb } from './servers/mariadb';
import { postgres } from './servers/postgres';
import { databaseSource, sqliteSource } from './taskSource';
import { tree } from './tree';

/** All of them, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  memoryLog,
  savedLog,
  elements(1_000, 3),
  elements(10_000, 2),
  serverSource(postgres, 1_000),
  serverSource(postgres, 10_000),
  serverSource(mariadb, 1_000),
  serverSource(mariadb, 10_000),
  projectDatabase(databaseSource(postgres), postgresProject, 1_000),
  projectDatabase(databaseSource(postgres), postgresProject, 10_000),
  projectDatabase(databaseSource(mariadb), mariadbProject, 1_000),
  projectDatabase(databaseSource(mariadb), mariadbProject, 10_000),
  projectDatabase(sqliteSource, postgresProject, 10_000),
  projectDatabase(sqliteSource, mariadbProject, 10_000),
  tree,
  comments(1),
  comments(4),
  comments(16),
];

import { join } from 'node:path';
import { sourceEngine } from '../../src/sources/engines';
import type { Source, SourceSettings } from '../../src/sources/source';
import type { Benchmark, Contestant, Metrics, Row } from './benchmark';
import { fileProject, runDbElements } from './dbElementsRun';
import { databaseOf, readAll, settingsOf, whyNot } from './servers/sampleDatabase';
import type { BenchServer, Found, OpenReader } from './servers/server';
import { serverWriteFloor } from './servers/writeFloor';

/** Up to this many tables, every peer must keep up. */
const tablesForAll = 1_000;

/** A database on a server, read by Thoth, by plain queries and by other libraries; and the whole task over it. */
export function serverSource(server: BenchServer, tableCount: number): Benchmark {
  const peers = Object.keys(server.peers);
  const readBy =
    (open: OpenReader): Contestant =>
    async ({ shared }) =>
      readAll(await open(databaseOf(shared)), tableCount);
  return {
    name: `sources-${server.dbType}-${tableCount}`,
    hindrance: () => whyNot(server.address),
    prepare: (shared) => server.create(databaseOf(shared), tableCount),
    settle: (shared) => server.endQueries(databaseOf(shared)),
    cleanUp: (shared) => server.drop(databaseOf(shared)),
    contestants: {
      floor: readBy(server.readRaw),
      ours: readBy((database) => openOurs(settingsOf(server, database))),
      ...Object.fromEntries(Object.entries(server.peers).map(([name, open]) => [name, readBy(open)])),
      writing: ({ round }) => serverWriteFloor(join(round, 'floor.sqlite'), tableCount),
      task: ({ shared, round }) => runTask(server, { shared, round }, tableCount),
    },
    ...(tableCount > tablesForAll && { optional: peers }),
    rows: (round) => rowsOf(round, peers, `${server.label}: ${tableCount.toLocaleString('en')} tables`),
  };
}

function rowsOf(round: Readonly<Record<string, Metrics>>, peers: readonly string[], title: string): Row[] {
  const { floor, ours, writing, task } = round;
  const comparisons = peers.flatMap((name): Row[] => {
    const peer = round[name];
    if (!peer) return [];
    return [
      { work: `  time, to ${name}`, unit: 'seconds', ours: ours!.seconds!, floor: peer.seconds!, bound: 1 },
      { work: `  memory, to ${name}`, unit: 'megabytes', ours: ours!.peak!, floor: peer.peak!, bound: 1 },
    ];
  });
  return [
    { work: `${title} read`, unit: 'seconds', ours: ours!.seconds!, floor: floor!.seconds!, bound: 2 },
    { work: '  peak memory', unit: 'megabytes', ours: ours!.peak!, bound: 200 },
    { work: '  longest stop', unit: 'milliseconds', ours: ours!.longestStop!, bound: 50 },
    ...comparisons,
    {
      work: `${title} into ${fileProject.label}`,
      unit: 'seconds',
      ours: task!.seconds!,
      floor: floor!.seconds! + writing!.seconds!,
      bound: 2.5,
    },
    { work: '  longest stop', unit: 'milliseconds', ours: task!.longestStop!, bound: 50 },
  ];
}

async function openOurs(settings: SourceSettings) {
  const { signal } = new AbortController();
  const source = await sourceEngine(settings.dbType).open(settings, signal);
  return { read: () => readSource(source, signal), close: () => source.close() };
}

async function readSource(source: Source, signal: AbortSignal): Promise<Found> {
  const tables = (await source.listTables(signal)).map(({ name }) => name);
  let columns = 0;
  for await (const batch of source.readColumns(tables, signal)) {
    for (const one of batch) columns += 'columns' in one ? one.columns.length : 0;
  }
  let relationships = 0;
  for await (const batch of source.readForeignKeys(tables, signal)) {
    for (const one of batch) relationships += 'foreignKeys' in one ? one.foreignKeys.length : 0;
  }
  return { tables: tables.length, columns, relationships };
}

function runTask(
  server: BenchServer,
  { shared, round }: Parameters<Contestant>[0],
  tableCount: number,
): Promise<Metrics> {
  const { password, ...sqlDb } = settingsOf(server, databaseOf(shared));
  return runDbElements({ sqlDb, secrets: { password }, tableCount, round }, fileProject);
}

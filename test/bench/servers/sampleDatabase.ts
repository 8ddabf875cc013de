import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { basename, dirname } from 'node:path';
import type { SourceSettings } from '../../../src/sources/source';
import type { TestServer } from '../../unit/support/servers';
import type { Metrics } from '../benchmark';
import { measure, peakMegabytes } from '../measure';
import { columnsPerTable, relationshipCount } from '../sampleSource';
import type { BenchServer, Found, Reader } from './server';

/**
 * A name for a database that no other run of the benchmarks has, the same in each of this one's processes.
 * @param folder of the benchmark or of a round
 * @param of distinguishes the databases of one folder
 */
export function databaseOf(folder: string, of?: string): string {
  const names = [basename(dirname(folder)), basename(folder), ...(of === undefined ? [] : [of])];
  return names.join('_').replace(/\W/g, '_').toLowerCase();
}

/** How Thoth reaches a sample database. */
export function settingsOf(
  { dbType, address }: BenchServer,
  database: string,
): SourceSettings & { readonly password: string } {
  const { host, port, user, password } = address;
  return {
    dbType,
    dbHost: host,
    dbPort: port,
    dbName: database,
    userName: user,
    password,
    ssl: 'disable',
  };
}

/** Reads a whole sample database once, and compares what was found with what exists. */
export async function readAll(reader: Reader, tableCount: number): Promise<Metrics> {
  let found: Found | undefined;
  const measurement = await measure(async () => {
    found = await reader.read();
  });
  const peak = peakMegabytes();
  await reader.close();
  const there = {
    tables: tableCount,
    columns: tableCount * columnsPerTable,
    relationships: relationshipCount(tableCount),
  };
  assert.deepEqual({ relationships: there.relationships, ...found }, there);
  return { ...measurement, peak };
}

/** Whether no server listens at the address. */
export function whyNot({ label, host, port }: TestServer): Promise<string | undefined> {
  return new Promise((resolve) => {
    const none = (): void => {
      socket.destroy();
      resolve(`no ${label} server answers at ${host}:${port}.`);
    };
    const socket = connect(port, host);
    socket.setTimeout(3_000, none);
    socket.on('error', none);
    socket.on('connect', () => {
      socket.destroy();
      resolve(undefined);
    });
  });
}

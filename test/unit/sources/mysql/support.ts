import * as assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { createConnection, type Connection } from 'mysql2/promise';
import { ThothError } from '../../../../src/base/errors';
import { openMysql, usualLimits, type MysqlTimeLimits } from '../../../../src/sources/mysql/engine';
import type { Source, SourceColumn, SourceSettings, TableForeignKeys } from '../../../../src/sources/source';
import { mariadbServer } from '../../support/servers';

export const neverAborted = new AbortController().signal;

/** The address of a server, and its administrator's login. */
export interface Administrator {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** Runs statements on a server, each by itself, in a database where one is given. */
export async function execute(
  statements: readonly string[],
  database?: string,
  administrator: Administrator = mariadbServer,
): Promise<unknown[][]> {
  return withConnection(administrator, database, async (connection) => {
    const results: unknown[][] = [];
    for (const statement of statements) {
      const [rows] = await connection.query({ sql: statement, rowsAsArray: true });
      results.push(Array.isArray(rows) ? rows : []);
    }
    return results;
  });
}

async function withConnection<T>(
  administrator: Administrator,
  database: string | undefined,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const { host, port, user, password } = administrator;
  const connection = await createConnection({ host, port, user, password, ...(database && { database }) });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

/** A name that no other program uses. */
export function uniqueName(kind: string): string {
  return `thoth_${kind}_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
}

/** Creates a database for the suite, with the statements; it is dropped after the suite. */
export function useDatabase(...statements: readonly string[]): { readonly name: string } {
  const name = uniqueName('db');
  before(async function () {
    this.timeout(60_000);
    await execute([`CREATE DATABASE ${name} CHARACTER SET utf8mb4`]);
    await execute(['SET foreign_key_checks = 0', ...statements], name);
  });
  after(() => execute(['SET foreign_key_checks = 0', `DROP DATABASE IF EXISTS ${name}`]));
  return { name };
}

export interface TestUser {
  readonly userName: string;
  readonly password: string;
}

/** Creates a user for the suite, with the given rights (`SELECT ON db.*`). */
export function useUser(...rights: readonly (() => string)[]): TestUser {
  const userName = uniqueName('u');
  const password = `Planted-${randomUUID()}`;
  before(() =>
    execute([
      `CREATE USER ${userName}@'%' IDENTIFIED BY '${password}'`,
      ...rights.map((right) => `GRANT ${right()} TO ${userName}@'%'`),
    ]),
  );
  after(() => execute([`DROP USER IF EXISTS ${userName}@'%'`]));
  return { userName, password };
}

/** The settings for a database of the server that the tests use. Its views may be sampled, also by the administrator. */
export function settingsFor(dbName: string, more: Partial<SourceSettings> = {}): SourceSettings {
  const { host, port, user, password } = mariadbServer;
  return {
    dbType: 'mariadb',
    dbName,
    dbHost: host,
    dbPort: port,
    userName: user,
    password,
    sampleViews: true,
    ...more,
  };
}

export interface OpenOptions {
  readonly signal?: AbortSignal;
  readonly limits?: Partial<MysqlTimeLimits>;
  readonly onNotice?: (notice: string) => void;
}

export function openSource(settings: SourceSettings, options: OpenOptions = {}): Promise<Source> {
  const { signal = neverAborted, limits, onNotice } = options;
  return openMysql(settings, signal, onNotice, { ...usualLimits, ...limits });
}

/** Opens a source while `work` runs. */
export async function withSource<T>(
  settings: SourceSettings,
  work: (source: Source) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  const source = await openSource(settings, options);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

/** The error of opening a source, which must be a ThothError. */
export async function errorOf(settings: SourceSettings, options: OpenOptions = {}): Promise<ThothError> {
  const error: unknown = await openSource(settings, options).then(
    (source) => source.close(),
    (failure: unknown) => failure,
  );
  assert.ok(error instanceof ThothError, `a ThothError was expected: ${inspect(error)}`);
  return error;
}

/** All batches of an iterable in one array. */
export async function collect<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

/** The columns of one table, which must be readable. */
export async function columnsOf(source: Source, table: string): Promise<readonly SourceColumn[]> {
  const [read] = await collect(source.readColumns([table], neverAborted));
  if (read && 'columns' in read) return read.columns;
  throw read?.error ?? new Error('nothing was read');
}

type ReadForeignKeys = Extract<TableForeignKeys, { readonly foreignKeys: unknown }>;

/** The foreign keys of one table, which must be readable. */
export async function foreignKeysOf(source: Source, table: string): Promise<Omit<ReadForeignKeys, 'table'>> {
  const [read] = await collect(source.readForeignKeys([table], neverAborted));
  if (read && 'foreignKeys' in read) return { foreignKeys: read.foreignKeys, unresolved: read.unresolved };
  throw read?.error ?? new Error('nothing was read');
}

/** Polls the server's process list until it has a statement that matches, or no such statement any more. */
export async function untilRunning(
  pattern: string,
  isRunning: boolean,
  administrator: Administrator = mariadbServer,
): Promise<number[]> {
  return withConnection(administrator, undefined, async (connection) => {
    for (;;) {
      const sql = 'SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE ? AND ID <> CONNECTION_ID()';
      const [rows] = await connection.query({ sql, values: [pattern], rowsAsArray: true });
      const ids = (rows as unknown as [number][]).map(([id]) => id);
      if (ids.length > 0 === isRunning) return ids;
    }
  });
}

/** The numbers of the connections that have a database open. */
export async function connectionsTo(database: string): Promise<number[]> {
  const [rows] = await execute([`SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '${database}'`]);
  return (rows as [number][]).map(([id]) => id);
}

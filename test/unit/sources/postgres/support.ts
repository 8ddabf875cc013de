import * as assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { ThothError, type ErrorCode } from '../../../../src/base/errors';
import { openPostgres, postgresEngine, usualLimits } from '../../../../src/sources/postgres/engine';
import type {
  Source,
  SourceColumn,
  SourceForeignKey,
  SourceSettings,
  TableColumns,
  TableForeignKeys,
  UnresolvedForeignKey,
} from '../../../../src/sources/source';
import { postgresServer } from '../../support/servers';
import { collect, neverAborted } from '../sqlite/support';

export { collect, neverAborted, quote } from '../sqlite/support';

/** The address of a server, and its superuser's login. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
}

/** A name that no other program on the server uses. */
export function uniqueName(): string {
  return `thoth_test_${randomUUID().replaceAll('-', '')}`;
}

/** Connects as the superuser, without Thoth's own code, while `work` runs. */
async function withClient<T>(database: string, server: Server, work: (client: Client) => Promise<T>): Promise<T> {
  const { host, port, user, password } = server;
  const client = new Client({ host, port, user, password, database, ssl: false });
  // the database may be dropped, or its server stopped, before this client has disconnected
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs a script as the superuser, and gives the rows of its last statement as arrays. */
export function runScript(script: string, database = 'postgres', server: Server = postgresServer): Promise<string[][]> {
  return withClient(database, server, async (client) => {
    const results: unknown = await client.query<string[]>({ text: script, rowMode: 'array' });
    return ((Array.isArray(results) ? results.at(-1) : results) as { rows: string[][] }).rows;
  });
}

/** The settings for a database, whose views may be sampled also by the superuser. */
export function settingsOf(
  dbName: string,
  overrides: Partial<SourceSettings> = {},
  server: Server = postgresServer,
): SourceSettings {
  const { host, port, user, password } = server;
  return {
    dbType: postgresEngine.dbType,
    dbHost: host,
    dbPort: port,
    userName: user,
    ...(password !== undefined && { password }),
    dbName,
    sampleViews: true,
    ...overrides,
  };
}

export interface TestDatabase {
  readonly name: string;
  /** Runs a script in it. */
  run(script: string): Promise<string[][]>;
  settings(overrides?: Partial<SourceSettings>): SourceSettings;
  open(overrides?: Partial<SourceSettings>, onNotice?: (notice: string) => void): Promise<Source>;
  /** Opens a source while `work` runs. */
  withSource<T>(
    work: (source: Source) => Promise<T>,
    overrides?: Partial<SourceSettings>,
    onNotice?: (notice: string) => void,
  ): Promise<T>;
  /** Locks a table against readers while `work` runs. */
  withLock<T>(table: string, work: () => Promise<T>): Promise<T>;
  /** The columns of one table, which must be readable. */
  columnsOf(table: string, overrides?: Partial<SourceSettings>): Promise<readonly SourceColumn[]>;
  /** The foreign keys of one table, which must be readable. */
  foreignKeysOf(
    table: string,
    overrides?: Partial<SourceSettings>,
  ): Promise<{ readonly resolved: readonly SourceForeignKey[]; readonly unresolved: readonly UnresolvedForeignKey[] }>;
}

/** Creates a database for the suite, filled by a script and dropped afterwards. */
export function useDatabase(script = ''): TestDatabase {
  const name = uniqueName();
  before(async function () {
    this.timeout(60_000);
    await runScript(`CREATE DATABASE ${name}`);
    await database.run(script);
  });
  after(() => runScript(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));

  const database: TestDatabase = {
    name,
    run: (text) => runScript(text, name),
    settings: (overrides) => settingsOf(name, overrides),
    open: (overrides, onNotice) => postgresEngine.open(database.settings(overrides), neverAborted, onNotice),
    withSource: async (work, overrides, onNotice) => {
      const source = await database.open(overrides, onNotice);
      try {
        return await work(source);
      } finally {
        await source.close();
      }
    },
    withLock: (table, work) =>
      withClient(name, postgresServer, async (client) => {
        await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
        return work();
      }),
    columnsOf: async (table, overrides) => {
      const read = await database.withSource(
        async (source) => (await collect<TableColumns>(source.readColumns([table], neverAborted)))[0],
        overrides,
      );
      if (read && 'columns' in read) return read.columns;
      throw read?.error ?? new Error(`nothing was read for ${table}`);
    },
    foreignKeysOf: async (table, overrides) => {
      const read = await database.withSource(
        async (source) => (await collect<TableForeignKeys>(source.readForeignKeys([table], neverAborted)))[0],
        overrides,
      );
      if (read && 'foreignKeys' in read) return { resolved: read.foreignKeys, unresolved: read.unresolved };
      throw read?.error ?? new Error(`nothing was read for ${table}`);
    },
  };
  return database;
}

/** Opens a source, which must fail with this code, and returns the error. */
export async function failsToOpen(
  settings: SourceSettings,
  code: ErrorCode,
  message: RegExp,
  limits = usualLimits,
): Promise<Error> {
  const error: unknown = await openPostgres(settings, neverAborted, undefined, limits).then(
    (source) => source.close().then(() => assert.fail('it opened')),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ThothError, String(error));
  assert.equal(error.code, code, String(error));
  assert.match(error.message, message);
  return error;
}

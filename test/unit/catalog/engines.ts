import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { Clock } from '../../../src/base/clock';
import type { Catalog } from '../../../src/catalog/catalog';
import { type SqlDialect } from '../../../src/catalog/storage/dialects/dialect';
import { dialectOf } from '../../../src/catalog/storage/dialects';
import { openProjectDatabase, type ProjectDatabaseLocation } from '../../../src/catalog/projectDatabase';
import { isAvailable, mariadbServer, postgresServer, type TestServer } from '../support/servers';
import { all, noonClock, withDatabase } from './support';

/** An engine that project databases are tested on. */
export interface TestEngine {
  readonly title: string;
  readonly dialect: SqlDialect;
  /** A new, empty place for a project database; it is created when it is first needed. */
  createPlace(): TestPlace;
  /** Whether creating a place is so slow that many tests share one. */
  readonly isServer: boolean;
}

/** A place of its own for the project database of one test. */
export interface TestPlace {
  readonly location: ProjectDatabaseLocation;
  prepare(): Promise<void>;
  /** Runs SQL as another program would. */
  sql<Row>(sql: string, bind: readonly unknown[]): Promise<Row[]>;
  remove(): Promise<void>;
}

const sqlite: TestEngine = {
  title: 'SQLite',
  dialect: dialectOf('sqlite'),
  isServer: false,
  createPlace() {
    const folder = mkdtempSync(join(tmpdir(), 'thoth-catalog-'));
    const file = join(folder, 'project.sqlite');
    return {
      location: { file },
      prepare: () => Promise.resolve(),
      sql: (sql, bind) =>
        withDatabase(file, async (database) => {
          await all(database, 'PRAGMA foreign_keys = ON');
          return all(database, sql, bind);
        }),
      remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    };
  },
};

const bigint = 20;

const postgres: TestEngine = {
  title: postgresServer.label,
  dialect: dialectOf('postgres'),
  isServer: true,
  createPlace() {
    const { host, port, user, password } = postgresServer;
    const database = process.env.PGDATABASE ?? 'postgres';
    const schema = uniqueName();
    const client = once(async () => {
      const types = {
        getTypeParser: (oid: number, format?: 'text') =>
          oid === bigint ? Number : pg.types.getTypeParser(oid, format),
      };
      const opened = new pg.Client({ host, port, user, password, database, types: types as pg.CustomTypesConfig });
      await opened.connect();
      await opened.query(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}; SET thoth.schema TO ${schema}`);
      return opened;
    });
    return {
      location: { url: `postgres://${user}@${host}:${port}/${database}?schema=${schema}`, password },
      prepare: async () => void (await client.get()),
      sql: async <Row>(sql: string, bind: readonly unknown[]) =>
        (await (await client.get()).query(sql, [...bind])).rows as Row[],
      async remove() {
        const opened = client.made();
        if (!opened) return;
        await (await opened).query(`SET client_min_messages = error; DROP SCHEMA ${schema} CASCADE`);
        await (await opened).end();
      },
    };
  },
};

const mariadb: TestEngine = {
  title: mariadbServer.label,
  dialect: dialectOf('mysql'),
  isServer: true,
  createPlace() {
    const { host, port, user, password } = mariadbServer;
    const database = uniqueName();
    const client = once(async () => {
      const opened = await mysql.createConnection({ host, port, user, password, charset: 'utf8mb4' });
      await opened.query(`CREATE DATABASE ${database}`);
      await opened.query(`USE ${database}`);
      await opened.query("SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,STRICT_ALL_TABLES'");
      return opened;
    });
    return {
      location: { url: `mariadb://${user}@${host}:${port}/${database}`, password },
      prepare: async () => void (await client.get()),
      async sql<Row>(sql: string, bind: readonly unknown[]) {
        const used = [...sql.matchAll(/\$(\d+)/g)].map(([, number]) => bind[Number(number) - 1]);
        const [rows] = await (await client.get()).query(sql.replaceAll(/\$\d+/g, '?'), used);
        return rows as Row[];
      },
      async remove() {
        const opened = client.made();
        if (!opened) return;
        await (await opened).query(`DROP DATABASE ${database}`);
        await (await opened).end();
      },
    };
  },
};

const servers: readonly (readonly [TestServer, TestEngine])[] = [
  [postgresServer, postgres],
  [mariadbServer, mariadb],
];

export const sqliteEngine = sqlite;

/** The engines whose servers answer. */
export function availableServers(): readonly TestEngine[] {
  return servers.filter(([server]) => isAvailable(server)).map(([, engine]) => engine);
}

/** Registers the same tests for each available engine. */
export function forEachEngine(title: string, tests: (engine: TestEngine) => void): void {
  for (const engine of [sqlite, ...availableServers()]) describe(`${title} (${engine.title})`, () => tests(engine));
}

/** Registers the same tests for each engine on a server. */
export function forEachServer(title: string, tests: (engine: TestEngine) => void): void {
  for (const engine of availableServers()) describe(`${title} (${engine.title})`, () => tests(engine));
}

/** Used places on servers: they are emptied for the next test, and removed at the end. */
const usedPlaces = new Map<TestEngine, TestPlace[]>();

after(async () => {
  for (const place of [...usedPlaces.values()].flat()) await place.remove();
});

/** An empty place for the project database of one test, and everything that was opened there. */
export class Workbench {
  readonly place: TestPlace;
  private readonly catalogs: Catalog[] = [];

  constructor(readonly engine: TestEngine = sqlite) {
    this.place = usedPlaces.get(engine)?.pop() ?? engine.createPlace();
  }

  get location(): ProjectDatabaseLocation {
    return this.place.location;
  }

  async open(clock: Clock = noonClock): Promise<Catalog> {
    await this.place.prepare();
    const catalog = await openProjectDatabase(this.location, clock);
    this.catalogs.push(catalog);
    return catalog;
  }

  /** Runs SQL as another program would. */
  sql<Row>(sql: string, ...bind: readonly unknown[]): Promise<Row[]> {
    return this.place.sql<Row>(sql, bind);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.catalogs.map((catalog) => catalog.close()));
    if (!this.engine.isServer || this.catalogs.length === 0) return this.place.remove();
    for (const table of ['task_run', 'sql_db', 'workspace']) await this.sql(`DELETE FROM ${table}`);
    usedPlaces.set(this.engine, [...(usedPlaces.get(this.engine) ?? []), this.place]);
  }
}

function uniqueName(): string {
  return `thoth_test_${randomBytes(6).toString('hex')}`;
}

function once<T>(make: () => Promise<T>): { get(): Promise<T>; made(): Promise<T> | undefined } {
  let made: Promise<T> | undefined;
  return { get: () => (made ??= make()), made: () => made };
}

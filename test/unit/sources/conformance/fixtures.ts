import type { EngineFixture } from './fixture';
import { mysqlFixture } from './mysql';
import { postgresFixture } from './postgres';
import { sqliteFixture } from './sqlite';

/** The fixture of each engine, by its `dbType`. An engine without one fails the suite. */
export const fixtures: ReadonlyMap<string, EngineFixture> = new Map([
  ['sqlite', sqliteFixture],
  ['postgres', postgresFixture],
  ['mysql', mysqlFixture('mysql')],
  ['mariadb', mysqlFixture('mariadb')],
]);

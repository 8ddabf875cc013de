import { setTimeout as pause } from 'node:timers/promises';
import { createConnection, type Connection } from 'mysql2/promise';
import { columnsQuery, primaryKeysQuery } from '../../../src/sources/mysql/columns';
import { innoDbKeysQuery, innoDbPairsQuery } from '../../../src/sources/mysql/foreignKeys';
import type { Query } from '../../../src/sources/mysql/connection';
import { tablesQuery } from '../../../src/sources/mysql/tables';
import { mariadbServer } from '../../unit/support/servers';
import { knexSchemaInspector, kyselyCodegen } from './peers';
import { sampleColumns, scripts, type SampleTable } from './sampleServerTables';
import type { BenchServer, Found, Reader } from './server';

export const mariadb: BenchServer = {
  dbType: 'mariadb',
  label: 'MariaDB',
  address: mariadbServer,
  create,
  drop: (database) => runScripts([`SET foreign_key_checks = 0`, `DROP DATABASE IF EXISTS ${database}`]),
  endQueries,
  readRaw,
  peers: {
    'knex-schema-inspector': (database) => knexSchemaInspector('mysql2', { ...mariadbServer, database }),
    'kysely-codegen': (database) => kyselyCodegen('mysql', { ...mariadbServer, database }),
  },
};

const columns = sampleColumns({
  integer: 'INT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'DATETIME',
  yes: '1',
});

async function create(database: string, tableCount: number): Promise<void> {
  // this way a key can be declared before its target exists
  const before = ['SET foreign_key_checks = 0', `CREATE DATABASE ${database} CHARACTER SET utf8mb4`, `USE ${database}`];
  await runScripts([...before, ...scripts(tableCount, createTable)]);
}

function createTable({ name, comment, keys }: SampleTable): string[] {
  const parts = [
    ...columns.map((column) => `${column.name} ${column.type} ${column.rest} COMMENT '${column.comment}'`),
    ...keys.map(({ column, target }) => `FOREIGN KEY (${column}) REFERENCES ${target} (id)`),
  ];
  return [`CREATE TABLE ${name} (${parts.join(', ')}) COMMENT '${comment}'`];
}

async function endQueries(database: string): Promise<void> {
  const connection = await connect();
  const there = async (): Promise<readonly number[]> => {
    const sql = 'SELECT ID FROM information_schema.PROCESSLIST WHERE DB = ?';
    const [rows] = await connection.query({ sql, values: [database], rowsAsArray: true });
    return (rows as [number][]).map(([id]) => id);
  };
  const ids = await there();
  // it may have ended by itself meanwhile
  for (const id of ids) await connection.query(`KILL ${id}`).catch(() => undefined);
  while ((await there()).some((id) => ids.includes(id))) await pause(100);
  await connection.end();
}

async function runScripts(sql: Iterable<string>): Promise<void> {
  const connection = await connect();
  for (const script of sql) await connection.query(script);
  await connection.end();
}

function connect(database?: string): Promise<Connection> {
  const { host, port, user, password } = mariadbServer;
  const of = database === undefined ? { multipleStatements: true } : { database };
  return createConnection({ host, port, user, password, charset: 'utf8mb4', ...of });
}

async function readRaw(database: string): Promise<Reader> {
  const connection = await connect(database);
  const read = async ({ sql, values = [] }: Query): Promise<number> => {
    const [rows] = await connection.query({ sql, values: [...values], rowsAsArray: true });
    return (rows as readonly unknown[]).length;
  };
  return {
    async read(): Promise<Found> {
      const tables = await read(tablesQuery(database));
      await read(primaryKeysQuery(database));
      const columns = await read(columnsQuery(database));
      await read(innoDbKeysQuery(database));
      const relationships = await read(innoDbPairsQuery(database));
      return { tables, columns, relationships };
    },
    close: () => connection.end(),
  };
}

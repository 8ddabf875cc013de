import { Client } from 'pg';
import { columnsQuery } from '../../../src/sources/postgres/columns';
import { foreignKeysQuery } from '../../../src/sources/postgres/foreignKeys';
import { namesParameter } from '../../../src/sources/postgres/names';
import { tablesQuery } from '../../../src/sources/postgres/tables';
import { typesQuery } from '../../../src/sources/postgres/types';
import { postgresServer } from '../../unit/support/servers';
import { kyselyCodegen, knexSchemaInspector, pgStructure } from './peers';
import { sampleColumns, scripts, type SampleTable } from './sampleServerTables';
import type { BenchServer, Found, Reader } from './server';

const schema = 'public';

export const postgres: BenchServer = {
  dbType: 'postgres',
  label: 'PostgreSQL',
  address: postgresServer,
  create,
  drop: (database) => runScripts('postgres', [`DROP DATABASE IF EXISTS ${database}`]),
  endQueries: (database) =>
    runScripts('postgres', [
      `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '${database}'`,
    ]),
  readRaw,
  peers: {
    'pg-structure': (database) => pgStructure({ ...postgresServer, database }, schema),
    'knex-schema-inspector': (database) => knexSchemaInspector('pg', { ...postgresServer, database }),
    'kysely-codegen': (database) => kyselyCodegen('postgres', { ...postgresServer, database }),
  },
};

const columns = sampleColumns({
  integer: 'INTEGER',
  double: 'DOUBLE PRECISION',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
  yes: 'true',
});

/** The keys come last, since their targets must be there; each script is a transaction, of few enough locks. */
async function create(database: string, tableCount: number): Promise<void> {
  await runScripts('postgres', [`CREATE DATABASE ${database}`]);
  await runScripts(database, ['SET synchronous_commit = off', ...scripts(tableCount, createTable)]);
  await runScripts(database, ['SET synchronous_commit = off', ...scripts(tableCount, addKeys)]);
  // as the server's own housekeeping leaves the catalog after a while
  const catalog = ['pg_class', 'pg_attribute', 'pg_attrdef', 'pg_constraint', 'pg_description', 'pg_type'];
  await runScripts(
    database,
    catalog.map((table) => `VACUUM (ANALYZE) ${table}`),
  );
}

function createTable({ name, comment }: SampleTable): string[] {
  return [
    `CREATE TABLE ${name} (${columns.map((column) => `${column.name} ${column.type} ${column.rest}`).join(', ')})`,
    `COMMENT ON TABLE ${name} IS '${comment}'`,
    ...columns.map((column) => `COMMENT ON COLUMN ${name}.${column.name} IS '${column.comment}'`),
  ];
}

function addKeys({ name, keys }: SampleTable): string[] {
  return keys.map(({ column, target }) => `ALTER TABLE ${name} ADD FOREIGN KEY (${column}) REFERENCES ${target} (id)`);
}

async function runScripts(database: string, sql: Iterable<string>): Promise<void> {
  const client = await connect(database);
  for (const script of sql) await client.query(script);
  await client.end();
}

async function connect(database: string, options = ''): Promise<Client> {
  const { host, port, user, password } = postgresServer;
  const client = new Client({ host, port, user, password, database, options, ssl: false });
  await client.connect();
  return client;
}

async function readRaw(database: string): Promise<Reader> {
  // compiling queries costs more than it saves: Thoth does without it too
  const client = await connect(database, '-c jit=off');
  // the driver itself unpacks what comes as JSON
  const read = async <Cell>(sql: string, ...values: readonly string[]): Promise<Cell[][]> =>
    (await client.query<Cell[]>({ text: sql, values: [...values], rowMode: 'array' })).rows;
  return {
    async read(): Promise<Found> {
      const tables = await read<string>(tablesQuery, schema);
      const names = namesParameter(tables.map(([name = '']) => name));
      await read(typesQuery);
      const packed = await read<readonly (readonly unknown[])[]>(columnsQuery, schema, names);
      const keys = await read<readonly unknown[]>(foreignKeysQuery, schema, names);
      return {
        tables: tables.length,
        columns: packed.reduce((sum, [table]) => sum + (table?.[0]?.length ?? 0), 0),
        relationships: keys.reduce((sum, [ofTable]) => sum + (ofTable?.length ?? 0), 0),
      };
    },
    close: () => client.end(),
  };
}

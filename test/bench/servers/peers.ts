import type { Introspector, IntrospectorDialect } from 'kysely-codegen';
import type { TestServer } from '../../unit/support/servers';
import type { Reader } from './server';

interface Address extends TestServer {
  readonly database: string;
}

export async function pgStructure({ host, port, user, password, database }: Address, schema: string): Promise<Reader> {
  const { Client } = await import('pg');
  const { default: read } = await import('pg-structure');
  const client = new Client({ host, port, user, password, database, ssl: false });
  await client.connect();
  return {
    async read() {
      const { tables } = await read(client, { includeSchemas: schema, keepConnection: true });
      return {
        tables: tables.length,
        columns: tables.reduce((sum, table) => sum + table.columns.length, 0),
        relationships: tables.reduce((sum, table) => sum + table.foreignKeys.length, 0),
      };
    },
    close: () => client.end(),
  };
}

/** @param client knex's name of the driver */
export async function knexSchemaInspector(client: 'pg' | 'mysql2', address: Address): Promise<Reader> {
  const { knex } = await import('knex');
  const { SchemaInspector } = await import('knex-schema-inspector');
  const { host, port, user, password, database } = address;
  const connected = knex({ client, connection: { host, port, user, password, database } });
  await connected.raw('SELECT 1');
  const inspector = SchemaInspector(connected);
  return {
    async read() {
      const tables = await inspector.tableInfo();
      const columns = await inspector.columnInfo();
      const relationships = await inspector.foreignKeys();
      return { tables: tables.length, columns: columns.length, relationships: relationships.length };
    },
    close: () => connected.destroy(),
  };
}

/** It reads no foreign keys. */
export async function kyselyCodegen(engine: 'postgres' | 'mysql', address: Address): Promise<Reader> {
  const { PostgresIntrospectorDialect, MysqlIntrospectorDialect } = await import('kysely-codegen');
  return engine === 'postgres'
    ? kyselyReader(new PostgresIntrospectorDialect(), engine, address)
    : kyselyReader(new MysqlIntrospectorDialect(), engine, address);
}

async function kyselyReader<Catalog>(
  dialect: IntrospectorDialect & { readonly introspector: Introspector<Catalog> },
  engine: string,
  { host, port, user, password, database }: Address,
): Promise<Reader> {
  const connectionString = `${engine}://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
  const db = await dialect.introspector.connect({ connectionString, dialect });
  return {
    async read() {
      const { tables } = await dialect.introspector.introspect({ db });
      return { tables: tables.length, columns: tables.reduce((sum, { columns }) => sum + columns.length, 0) };
    },
    close: () => db.destroy(),
  };
}

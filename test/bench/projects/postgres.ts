import { Client } from 'pg';
import { postgresServer } from '../../unit/support/servers';
import type { ProjectServer, RawProject } from './project';

export const postgresProject: ProjectServer = {
  name: 'postgres',
  address: postgresServer,
  create,
  drop: (database) => runAlone((client) => client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)),
  connect,
};

function create(database: string): Promise<void> {
  return runAlone(async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  });
}

async function runAlone(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = await open('postgres');
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function open(database: string): Promise<Client> {
  const { host, port, user, password } = postgresServer;
  const client = new Client({ host, port, user, password, database, ssl: false });
  await client.connect();
  return client;
}

async function connect(database: string): Promise<RawProject> {
  const client = await open(database);
  return {
    all: async (table) => (await client.query<Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY id`)).rows,
    async insert(table, columns, rows) {
      // an array for each column: the server parses a statement of a few words, whatever there is to insert
      const arrays = columns.map((column, index) => `$${index + 1}::${typeOf(column)}[]`);
      await client.query(
        `INSERT INTO ${table} (${columns.map(quoted).join(', ')}) SELECT * FROM unnest(${arrays.join(', ')})`,
        columns.map((_, index) => rows.map((row) => row[index])),
      );
    },
    close: () => client.end(),
  };
}

const quoted = (column: string): string => `"${column}"`;

const numbers = /^(id|\w+_id|(primary_key_)?position)$/;
const flags = /^(nullable|hidden)$/;

function typeOf(column: string): string {
  if (numbers.test(column)) return 'bigint';
  return flags.test(column) ? 'smallint' : 'text';
}

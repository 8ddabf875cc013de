import { createConnection, escape, type Connection, type RowDataPacket } from 'mysql2/promise';
import { mariadbServer } from '../../unit/support/servers';
import type { ProjectServer, RawProject } from './project';

export const mariadbProject: ProjectServer = {
  name: 'mariadb',
  address: mariadbServer,
  create: (database) => runAlone(`CREATE DATABASE IF NOT EXISTS ${database}`),
  drop: (database) => runAlone(`DROP DATABASE IF EXISTS ${database}`),
  connect,
};

async function runAlone(statement: string): Promise<void> {
  const connection = await open();
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

function open(database?: string): Promise<Connection> {
  const { host, port, user, password } = mariadbServer;
  return createConnection({
    host,
    port,
    user,
    password,
    charset: 'utf8mb4',
    ...(database !== undefined && { database }),
  });
}

async function connect(database: string): Promise<RawProject> {
  const connection = await open(database);
  return {
    all: async (table) => (await connection.query<RowDataPacket[]>(`SELECT * FROM ${table} ORDER BY id`))[0],
    async insert(table, columns, rows) {
      const values = rows.map((row) => `(${row.map(literal).join(', ')})`);
      await connection.query(`INSERT INTO ${table} (${columns.map(quoted).join(', ')}) VALUES ${values.join(', ')}`);
    },
    close: () => connection.end(),
  };
}

const quoted = (column: string): string => `\`${column}\``;

/** The driver takes longer for whole rows. */
function literal(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? escape(value) : 'NULL';
}

import { spawnSync } from 'node:child_process';

/** A server that tests use when it is there. */
export interface TestServer {
  /** The engine's name, for people. */
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** How to let the tests find one, in a sentence. */
  readonly howToRun: string;
}

/** The PostgreSQL server of the tests; its user makes and drops databases and roles. */
export const postgresServer: TestServer = {
  label: 'PostgreSQL',
  host: process.env.PGHOST ?? '127.0.0.1',
  port: Number(process.env.PGPORT ?? 5432),
  user: process.env.PGUSER ?? 'postgres',
  password: process.env.PGPASSWORD ?? '',
  howToRun: 'Start one and name it by PGHOST, PGPORT, PGUSER (a superuser) and PGPASSWORD.',
};

/** The MariaDB server of the tests; its user makes and drops databases and users. */
export const mariadbServer: TestServer = {
  label: 'MariaDB',
  host: process.env.MARIADB_HOST ?? '127.0.0.1',
  port: Number(process.env.MARIADB_PORT ?? 3306),
  user: process.env.MARIADB_USER ?? 'root',
  password: process.env.MARIADB_PASSWORD ?? '',
  howToRun: 'Start one and name it by MARIADB_HOST, MARIADB_PORT, MARIADB_USER (who may do all) and MARIADB_PASSWORD.',
};

/**
 * A suite that needs a PostgreSQL server. Without one it is skipped, and a line says so; in continuous
 * integration it is never skipped.
 */
export function describeWithPostgres(title: string, suite: () => void): void {
  describeWithServer(postgresServer, title, suite);
}

/** The same for MariaDB. */
export function describeWithMariadb(title: string, suite: () => void): void {
  describeWithServer(mariadbServer, title, suite);
}

function describeWithServer(server: TestServer, title: string, suite: () => void): void {
  if (isAvailable(server)) describe(`${title} (${server.label})`, suite);
}

/** Whether the suites that need a database server are skipped silently: `THOTH_TEST_ENGINES` is `sqlite`. */
export const withoutServers = process.env.THOTH_TEST_ENGINES === 'sqlite';

/** @param why why the suite is left out, and how to run it */
export function describeIf(condition: boolean, title: string, why: string, suite: () => void): void {
  if (condition || process.env.CI) describe(title, suite);
  else console.log(`skipped: ${title}: ${why}`);
}

const known = new Map<TestServer, boolean>();

/**
 * Whether to register the tests on a server: if it answers, and always in continuous integration. Otherwise a line
 * says, once, how to run them. Mocha needs the answer before the suites are set up, so another process tries to
 * connect.
 */
export function isAvailable(server: TestServer): boolean {
  if (withoutServers) return false;
  const { label, host, port, howToRun } = server;
  let available = known.get(server);
  if (available === undefined) {
    const script = `
      require('node:net').connect(${port}, ${JSON.stringify(host)})
        .setTimeout(3000, () => process.exit(1))
        .on('error', () => process.exit(1))
        .on('connect', () => process.exit(0));`;
    available = Boolean(process.env.CI) || spawnSync(process.execPath, ['-e', script]).status === 0;
    if (!available) console.log(`skipped: no ${label} server answers at ${host}:${port}. ${howToRun}`);
    known.set(server, available);
  }
  return available;
}

import { spawnSync } from 'node:child_process';

/** A database server that tests may use: they make databases of their own on it, and remove them. */
export interface TestServer {
  readonly title: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

const { env } = process;

export const postgresServer: TestServer = {
  title: 'PostgreSQL',
  host: env.PGHOST ?? '127.0.0.1',
  port: Number(env.PGPORT ?? 5432),
  user: env.PGUSER ?? 'postgres',
  password: env.PGPASSWORD ?? '',
};

export const mariadbServer: TestServer = {
  title: 'MariaDB',
  host: env.MARIADB_HOST ?? '127.0.0.1',
  port: Number(env.MARIADB_PORT ?? 3306),
  user: env.MARIADB_USER ?? 'root',
  password: env.MARIADB_PASSWORD ?? '',
};

/** Tests are registered at once, so the answer cannot be awaited: another process knocks. */
const knock =
  'const socket = require("node:net").connect(Number(process.argv[2]), process.argv[1], () => process.exit(0));' +
  'socket.on("error", () => process.exit(1)); socket.setTimeout(2000, () => process.exit(1));';
const answers = new Map<TestServer, boolean>();

/**
 * Whether the tests on a server are to be registered: where it answers, and in continuous integration always, since there
 * they must run. Elsewhere a line says, once, how to run them.
 */
export function isAvailable(server: TestServer): boolean {
  let answer = answers.get(server);
  if (answer === undefined) {
    answer = env.CI === 'true' || spawnSync(process.execPath, ['-e', knock, server.host, String(server.port)]).status === 0;
    if (!answer) console.log(howToRun(server));
    answers.set(server, answer);
  }
  return answer;
}

function howToRun({ title, host, port }: TestServer): string {
  const names = title === postgresServer.title ? 'PGHOST, PGPORT, PGUSER, PGPASSWORD' : 'MARIADB_HOST, MARIADB_PORT, …';
  return `No ${title} answers at ${host}:${port}: its tests are left out. Start one there, or set ${names}.`;
}

import { spawnSync } from 'node:child_process';
import type { Suite } from 'mocha';

/** The MariaDB server that the tests use; they make databases and users of their own there. */
export const mariadbServer = {
  host: process.env.MARIADB_HOST ?? '127.0.0.1',
  port: Number(process.env.MARIADB_PORT ?? 3306),
  user: process.env.MARIADB_USER ?? 'root',
  password: process.env.MARIADB_PASSWORD ?? '',
};

const connects = `
  const [host, port] = process.argv.slice(1);
  const socket = require('node:net').connect({ host, port: Number(port), timeout: 3000 });
  socket.on('connect', () => process.exit(0));
  socket.on('error', () => process.exit(1));
  socket.on('timeout', () => process.exit(1));`;

const howToRun =
  `The tests of MySQL and MariaDB need a server, and none answers at ${mariadbServer.host}:${mariadbServer.port}. ` +
  'Set MARIADB_HOST, MARIADB_PORT, MARIADB_USER and MARIADB_PASSWORD for one on which databases and users may be made.';

let isThere: boolean | undefined;

/** A suite that needs the server; where there is none, it says so once and has no tests. On CI it runs, and fails. */
export function describeWithMariadb(title: string, suite: (this: Suite) => void): void {
  const wasKnown = isThere !== undefined;
  isThere ??= Boolean(process.env.CI) || answers();
  if (isThere) describe(title, suite);
  else if (!wasKnown) console.log(howToRun);
}

function answers(): boolean {
  const { host, port } = mariadbServer;
  return spawnSync(process.execPath, ['-e', connects, host, String(port)]).status === 0;
}

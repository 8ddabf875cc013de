import { isIP } from 'node:net';
import { promisify } from 'node:util';
import type * as Mysql from 'mysql2';
import { ThothError } from '../../../base/errors';
import type { ServerKind, SocketWithTimeout, TlsOptions } from './serverKind';

const sqlMode =
  'ANSI_QUOTES,PIPES_AS_CONCAT,STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,' +
  'NO_ENGINE_SUBSTITUTION';

/** MariaDB, and MySQL, which uses the same protocol. */
export const mariadbServer: ServerKind = {
  title: 'MariaDB',
  defaultPort: 3306,
  dialect: 'mysql',
  urlParameters: ['sslmode', 'sslrootcert'],
  codes: {
    busy: ['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD'],
    rows: [
      ...['ER_DUP_', 'ER_DATA_', 'ER_BAD_NULL_ERROR', 'ER_NO_REFERENCED_ROW', 'ER_ROW_IS_REFERENCED', 'ER_WARN_DATA_'],
      ...['ER_TRUNCATED_WRONG_VALUE', 'ER_CONSTRAINT_FAILED', 'ER_NET_PACKET_TOO_LARGE'],
    ],
    lost: [
      ...['PROTOCOL_CONNECTION_LOST', 'ER_SERVER_SHUTDOWN', 'ER_CONNECTION_KILLED', 'ER_NEW_ABORTING_CONNECTION'],
      ...['ER_ABORTING_CONNECTION', 'ER_CLIENT_INTERACTION_TIMEOUT'],
    ],
    slow: ['1969', 'ER_QUERY_TIMEOUT'],
    login: ['ER_ACCESS_DENIED', 'ER_HOST_NOT_PRIVILEGED'],
    databaseMissing: ['ER_BAD_DB_ERROR'],
    permission: [
      ...['ER_DBACCESS_DENIED_ERROR', 'ER_TABLEACCESS_DENIED_ERROR', 'ER_SPECIFIC_ACCESS_DENIED_ERROR'],
      ...['ER_OPTION_PREVENTS_STATEMENT', 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION'],
    ],
    noTls: /does not support secure/,
  },
  async loadDriver(onSocket) {
    const [{ default: driver }, { createConnection }] = await Promise.all([
      import('mysql2'),
      import('../../../base/servers/mysqlConnection'),
    ]);
    return Object.assign(Object.create(driver) as object, {
      createConnection(options: Mysql.ConnectionOptions) {
        const { connection, socket } = createConnection(driver.createConnection, options);
        onSocket(socket);
        return connection;
      },
    });
  },
  dialectOptions: (tls) => ({
    charset: 'utf8mb4',
    connectTimeout: 10_000,
    // An UPDATE counts rows that had these values already, as on the other engines; no server may request files.
    flags: '+FOUND_ROWS,-LOCAL_FILES',
    ...(tls && { ssl: sslOptions(tls) }),
  }),
  socketOf: (connection) => (connection as { readonly stream: SocketWithTimeout }).stream,
  isOfPooler: () => false,
  async prepare(connection, role) {
    const raw = connection as Mysql.Connection;
    const run = promisify((sql: string, done: (error: Error | null) => void) => raw.query(sql, done));
    await run(`SET NAMES utf8mb4 COLLATE utf8mb4_bin`);
    await run(
      `SET SESSION sql_mode = '${sqlMode}', group_concat_max_len = 4294967295, innodb_lock_wait_timeout = 2 ` +
        // For MariaDB only, in seconds: MySQL has no such settings.
        `/*M!100600 , idle_transaction_timeout = 60, max_statement_time = ${role === 'reader' ? 60 : 0} */ ` +
        // For MySQL only, in milliseconds; it does not apply to statements that write.
        '/*!80000 , max_execution_time = 60000 */',
    );
    // Each statement sees what was committed before it, as in PostgreSQL; only the rows found are locked.
    await run(`SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ${role === 'reader' ? 'ONLY' : 'WRITE'}`);
  },
  versionQuery: 'SELECT VERSION() AS version',
  oldestVersion(version) {
    const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
    if (/mariadb/i.test(version)) return major * 100 + minor < 1006 ? '10.6' : undefined;
    return major < 8 ? '8.0 of MySQL' : undefined;
  },
  clockQuery: "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) DIV 1000 AS now",
  turn: {
    begin: ["SELECT GET_LOCK('thoth ' || MD5(DATABASE()), 60) AS turn"],
    end: "SELECT RELEASE_LOCK('thoth ' || MD5(DATABASE())) AS turn",
  },
};

/**
 * Node's certificate check needs the address. The driver does not pass it on, so that a certificate for `localhost` would
 * be accepted for any address: addresses are refused.
 */
function sslOptions({ verify, host, certificates }: TlsOptions): object {
  if (verify && isIP(host) !== 0) {
    throw new ThothError(
      'INVALID_ARGUMENT',
      `With sslmode=verify-full, the URL of a project database on MariaDB must name its host, not the address ${host}: ` +
        'write the name that the certificate of the server is for.',
    );
  }
  return {
    rejectUnauthorized: verify,
    verifyIdentity: verify,
    ...(certificates !== undefined && { ca: certificates }),
  };
}

import type * as Pg from 'pg';
import { codeOf } from '../../../base/errors';
import { createSafeClient } from './postgresSession';
import type { ServerKind, SocketWithTimeout } from './serverKind';

const bigint = 20;

/** The error codes are from https://www.postgresql.org/docs/current/errcodes-appendix.html. */
export const postgresServer: ServerKind = {
  title: 'PostgreSQL',
  defaultPort: 5432,
  dialect: 'postgres',
  urlParameters: ['sslmode', 'sslrootcert', 'schema'],
  codes: {
    busy: ['40001', '40P01', '55P03'],
    rows: ['22', '23', '54'],
    lost: ['57P01', '57P02', '57P03', '25P03', '08'],
    slow: ['57014'],
    login: ['28'],
    databaseMissing: ['3D000', '3F000'],
    permission: ['42501', '25006'],
    noTls: /does not support SSL/,
  },
  async loadDriver(onSocket) {
    const [{ default: pg }, { createClient }] = await Promise.all([
      import('pg'),
      import('../../../base/servers/pgClient'),
    ]);
    const { types } = pg;
    // Counts and ids are bigints, which the driver gives as text; all of them fit into a number.
    const getTypeParser = (oid: number, format?: 'text') =>
      oid === bigint ? Number : types.getTypeParser(oid, format);
    // a function that Sequelize calls as the driver's class
    const Client = function (config: Pg.ClientConfig): Pg.Client {
      return createSafeClient(() => {
        const { client, socket } = createClient(pg.Client, config);
        onSocket(socket);
        return client;
      });
    };
    return { ...pg, Client, types: { ...types, getTypeParser } };
  },
  dialectOptions: (tls) => ({
    application_name: 'Thoth',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    ...(tls && {
      ssl: { rejectUnauthorized: tls.verify, ...(tls.certificates !== undefined && { ca: tls.certificates }) },
    }),
  }),
  socketOf: (connection) =>
    (connection as { readonly connection: { readonly stream: SocketWithTimeout } }).connection.stream,
  // The server names the routine of its source in each of its errors. Its codes have a digit; the system's, as EPIPE, have none.
  isOfPooler: (error) =>
    /^(?=.*\d)[0-9A-Z]{5}$/.test(codeOf(error)) && !(error as { readonly routine?: string }).routine,
  async prepare(connection, role, schema) {
    const client = connection as Pg.Client;
    const settings = [
      "default_transaction_isolation = 'read committed'",
      `default_transaction_read_only = ${role === 'reader' ? 'on' : 'off'}`,
      "lock_timeout = '2s'",
      `statement_timeout = '${role === 'reader' ? '60s' : '0'}'`,
      "idle_in_transaction_session_timeout = '60s'",
      'standard_conforming_strings = on',
      ...(schema === undefined ? [] : [`thoth.schema = ${client.escapeLiteral(schema)}`]),
    ];
    await client.query(settings.map((setting) => `SET ${setting}`).join('; '));
  },
  versionQuery: "SELECT current_setting('server_version') AS version, current_setting('thoth.schema') AS schema",
  oldestVersion: (version) => (Number.parseInt(version, 10) < 12 ? '12' : undefined),
  clockQuery: 'SELECT round(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now',
  turn: {
    begin: [
      "SET LOCAL lock_timeout = '60s'",
      "SELECT 1 AS turn FROM pg_advisory_xact_lock(hashtextextended('thoth ' || current_setting('thoth.schema'), 0))",
    ],
  },
};

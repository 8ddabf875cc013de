import { onAbort } from '../../base/cancellation';
import { hasCode, throwIfCancelled } from '../../base/errors';
import { connectEncrypted, encryptionsOf, type Encryption } from '../../base/servers/encryption';
import { addressText } from '../server/address';
import { sourceRefusals } from '../server/trust';
import { PostgresConnection } from './connection';
import type { Destination } from './destination';
import {
  connectError,
  loginUnanswered,
  meansNoAnswer,
  meansNoTls,
  passwordMissing,
  sqlState,
  tlsRequired,
} from './errors';
import { tlsOptions } from './tls';

/** How long cancelling a query on the server may take, in milliseconds. */
const cancelTimeout = 2_000;

/**
 * Connects, encrypted as the destination says.
 * @throws ThothError with one of the SOURCE_ codes, or CANCELLED
 */
export async function connect(destination: Destination, signal: AbortSignal): Promise<PostgresConnection> {
  try {
    const { server, user, password, trust } = destination;
    const shown = `the server "${addressText(server)}"`;
    return await connectEncrypted(
      encryptionsOf[destination.ssl],
      { host: server.host, shown, user, password, trust, refusals: sourceRefusals },
      (encryption) => attempt(destination, encryption, signal),
      meansNoTls,
    );
  } catch (error) {
    throwIfCancelled(signal);
    const needsTls = meansRefused(error) && (await acceptsTls(destination, signal));
    throwIfCancelled(signal);
    throw needsTls ? tlsRequired(destination, error) : connectError(error, destination);
  }
}

async function attempt(
  destination: Destination,
  encryption: Encryption,
  signal: AbortSignal,
): Promise<PostgresConnection> {
  const ssl = await tlsOptions(encryption, destination);
  const [{ Client }, { createClient }] = await Promise.all([import('pg'), import('../../base/servers/pgClient')]);
  throwIfCancelled(signal);
  const { address, user, password, dbName, limits } = destination;
  const { client, socket } = createClient(Client, {
    ...address,
    user,
    password: () => {
      if (password === '') throw passwordMissing(destination);
      return password;
    },
    database: dbName,
    ssl,
    sslnegotiation: 'postgres',
    application_name: 'Thoth',
    query_timeout: limits.catalog + limits.silence,
    connectionTimeoutMillis: limits.connect,
    keepAlive: true,
  });
  const connection = new PostgresConnection(client, socket, destination);
  const cancelling = onAbort(signal, () => connection.destroy());
  try {
    await connection.start();
    throwIfCancelled(signal);
    return connection;
  } catch (error) {
    connection.destroy();
    throw connection.wasAccepted && meansNoAnswer(error) ? loginUnanswered(error, destination) : error;
  } finally {
    cancelling.dispose();
  }
}

/** Whether a server that refused a plain connection accepts this user on an encrypted one, perhaps with a password. */
async function acceptsTls(destination: Destination, signal: AbortSignal): Promise<boolean> {
  if (destination.ssl !== 'disable') return false;
  try {
    const connection = await attempt({ ...destination, ssl: 'require', password: '' }, 'unchecked', signal);
    connection.destroy();
    return true;
  } catch (error) {
    return hasCode(error, 'SOURCE_LOGIN_REFUSED') || (sqlState(error) !== '' && !meansRefused(error));
  }
}

function meansRefused(error: unknown): boolean {
  return sqlState(error) === '28000';
}

/** Cancels the query of one transaction, wherever its process is now. */
const cancelQuery = `
  SELECT pg_cancel_backend(pid) FROM pg_stat_activity
  WHERE pid = $1 AND date_part('epoch', xact_start)::text = $2`;

/** Cancels a connection's query on the server, by another connection, then destroys the connection. Never rejects. */
export async function cancelConnection(connection: PostgresConnection, destination: Destination): Promise<void> {
  const { transaction } = connection;
  try {
    if (!transaction) return;
    const limits = { ...destination.limits, catalog: cancelTimeout, silence: 0 };
    const other = await connect({ ...destination, limits }, AbortSignal.timeout(cancelTimeout));
    try {
      await other.query({ sql: cancelQuery, values: [transaction.processId, transaction.startTime] });
    } finally {
      await other.close();
    }
  } catch {
    // the server stops the query at its time limit
  } finally {
    connection.destroy();
  }
}

import type { ConnectionOptions } from 'node:tls';
import { onAbort } from '../../base/cancellation';
import { hasCode, throwIfCancelled } from '../../base/errors';
import { PostgresConnection } from './connection';
import type { Destination } from './destination';
import { connectError, passwordMissing, tlsRequired } from './errors';
import { meansNoTls, sqlState } from './failures';
import { tlsOptions } from './tls';

/** Nothing is written, whatever is asked; and what is asked is too short for compiling it to pay. */
const startupOptions = '-c default_transaction_read_only=on -c jit=off';

/** How long asking the server to stop may take, in milliseconds. */
const cancelPatience = 2_000;

/**
 * Connects, encrypted as the destination says.
 * @throws ThothError with one of the SOURCE_ codes, or CANCELLED
 */
export async function connect(destination: Destination, signal: AbortSignal): Promise<PostgresConnection> {
  try {
    return await connectEncrypted(destination, signal);
  } catch (error) {
    throwIfCancelled(signal);
    const tlsWouldDo = meansRefused(error) && (await acceptsTls(destination, signal));
    throwIfCancelled(signal);
    throw tlsWouldDo ? tlsRequired(destination, error) : connectError(error, destination);
  }
}

async function connectEncrypted(destination: Destination, signal: AbortSignal): Promise<PostgresConnection> {
  try {
    return await attempt(destination, await tlsOptions(destination), signal);
  } catch (error) {
    if (destination.ssl !== 'prefer' || !meansNoTls(error)) throw error;
    return attempt(destination, false, signal);
  }
}

async function attempt(
  destination: Destination,
  ssl: ConnectionOptions | false,
  signal: AbortSignal,
): Promise<PostgresConnection> {
  const { Client } = await import('pg');
  throwIfCancelled(signal);
  const { address, user, password, dbName, schema, timeouts } = destination;
  const client = new Client({
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
    options: startupOptions,
    statement_timeout: timeouts.statement,
    lock_timeout: timeouts.lock,
    query_timeout: timeouts.answer,
    connectionTimeoutMillis: timeouts.connect,
    keepAlive: true,
  });
  const connection = new PostgresConnection(client, destination);
  const cancelling = onAbort(signal, () => connection.destroy());
  try {
    await connection.start(schema);
    throwIfCancelled(signal);
    return connection;
  } catch (error) {
    connection.destroy();
    throw error;
  } finally {
    cancelling.dispose();
  }
}

/** Whether a server that refuses the user without encryption lets it in with it, if need be after a password. */
async function acceptsTls(destination: Destination, signal: AbortSignal): Promise<boolean> {
  if (destination.ssl !== 'disable') return false;
  const encrypted: Destination = { ...destination, ssl: 'require', password: '' };
  try {
    const connection = await attempt(encrypted, await tlsOptions(encrypted), signal);
    connection.destroy();
    return true;
  } catch (error) {
    return hasCode(error, 'SOURCE_LOGIN_REFUSED') || (sqlState(error) !== '' && !meansRefused(error));
  }
}

function meansRefused(error: unknown): boolean {
  return sqlState(error) === '28000';
}

/** Has the server end what a connection does, through another one, and gives the connection up. Never rejects. */
export async function cancelConnection(connection: PostgresConnection, destination: Destination): Promise<void> {
  try {
    const impatient = { ...destination, timeouts: { ...destination.timeouts, answer: cancelPatience } };
    const other = await connect(impatient, AbortSignal.timeout(cancelPatience));
    try {
      await other.query({ sql: 'SELECT pg_cancel_backend($1)', values: [connection.processId] });
    } finally {
      await other.close();
    }
  } catch {
    // the server ends it by itself when its time is over
  } finally {
    connection.destroy();
  }
}

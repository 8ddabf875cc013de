import type { Duplex } from 'node:stream';
import type { Connection, ConnectionOptions } from 'mysql2';
import { failOnException, ServerSocket } from './serverSocket';

/** About how much memory a packet takes besides its bytes, in bytes. */
const packetMemory = 100;
/** The largest number of columns that MySQL and MariaDB have: for more the driver would generate a gigantic program. */
const maxColumns = 4_096;

/** Parts of the driver's connection that its types do not have. */
interface DriverConnection {
  stream: Duplex;
  /** The statement that runs. */
  readonly _command?: { readonly _fieldCount?: number | null } | null;
  handlePacket(packet?: unknown): void;
  startTLS(onSecure: (error?: Error) => void): void;
  query(...parameters: unknown[]): unknown;
  execute(...parameters: unknown[]): unknown;
  on(event: string, listener: (error: Error) => void): unknown;
}

/**
 * A connection of MySQL's driver whose answers are bounded, and of which no exception escapes.
 * @param create the driver's function
 * @param address where the TCP connection goes; by default to the host and port of the options
 */
export function createConnection(
  create: (options: ConnectionOptions) => Connection,
  options: ConnectionOptions,
  address: { readonly host?: string | undefined; readonly port?: number | undefined } = options,
): { readonly connection: Connection; readonly socket: ServerSocket } {
  const socket = new ServerSocket().connect(address.port ?? 0, address.host);
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  // Node's TLS takes the host name for the certificate from here
  Object.assign(socket, { _host: options.host });
  const connection = create({ ...options, stream: () => socket });
  guard(connection as unknown as DriverConnection, socket);
  return { connection, socket };
}

/** Says in plain words, in place of the driver's, by which method the server wants a login that Thoth does not have. */
function nameLoginMethod(error: Error): void {
  const { code } = error as Error & { readonly code?: unknown };
  const method =
    code === 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED'
      ? 'mysql_clear_password'
      : /^Server requests authentication using unknown plugin (.*?)\. See/s.exec(error.message)?.[1];
  if (method !== undefined) error.message = `the server asks for the method "${method}", which Thoth does not have`;
}

function guard(connection: DriverConnection, socket: ServerSocket): void {
  // while no statement runs, an error without a listener would end the process
  connection.on('error', nameLoginMethod);
  // a packet with a wrong number: the driver would print a line for each and go on
  connection.on('warn', (warning) => {
    throw warning;
  });
  const { handlePacket, startTLS, query, execute } = connection;
  let isSecuring = false;
  Object.assign(connection, {
    handlePacket(packet?: unknown): void {
      // credentials that answer it would be sent before the certificate was checked
      if (isSecuring) throw new Error('it sent something before the encryption began');
      if (packet) socket.charge(packetMemory);
      handlePacket.call(connection, packet);
      if ((connection._command?._fieldCount ?? 0) > maxColumns) throw new Error('its answer has too many columns');
    },
    startTLS(onSecure: (error?: Error) => void): void {
      isSecuring = true;
      startTLS.call(connection, (error) => {
        isSecuring = false;
        onSecure(error);
      });
      failOnException(connection.stream, socket);
    },
    query(...parameters: unknown[]): unknown {
      socket.beginAnswer();
      return query.apply(connection, parameters);
    },
    execute(...parameters: unknown[]): unknown {
      socket.beginAnswer();
      return execute.apply(connection, parameters);
    },
  });
}

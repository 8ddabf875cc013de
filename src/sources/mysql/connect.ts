import type { ConnectionOptions } from 'mysql2';
import { onAbort } from '../../base/cancellation';
import { codeOf, throwIfCancelled } from '../../base/errors';
import { connectEncrypted, encryptionsOf, temporaryTrust, type Encryption } from '../../base/servers/encryption';
import { addressOf, addressText, type Address } from '../server/address';
import type { TimeLimits } from '../server/timeLimits';
import { sourceRefusals } from '../server/trust';
import type { SourceSettings } from '../source';
import { MysqlConnection } from './connection';
import type { ConnectionOpener } from './connections';
import { encryptionRequired, serverErrorNumber } from './errors';
import { prepareConnection } from './prepare';
import type { ServerInfo } from './serverInfo';
import { tlsOptions } from './tls';

const accessDenied = 1045;

export const defaultPort = 3306;

/** Makes the connections of one source. */
export class Connector implements ConnectionOpener {
  private readonly server: Address;
  /** What the first connection used: the next ones do not try anything else. */
  private encryption: Encryption | undefined;
  private info: ServerInfo | undefined;
  private readonly trust;

  constructor(
    private readonly settings: SourceSettings,
    private readonly database: string,
    private readonly limits: TimeLimits,
  ) {
    this.server = addressOf(settings, defaultPort);
    this.trust = settings.trust ?? temporaryTrust();
  }

  /** The server's address, for messages. */
  get address(): string {
    return addressText(this.server);
  }

  /** The facts about the server that the first connection found. */
  get serverInfo(): ServerInfo {
    if (this.info) return this.info;
    throw new Error('no connection has been opened yet');
  }

  /** Connects, and makes the connection read-only, with its time limits and its database. */
  async open(signal: AbortSignal): Promise<MysqlConnection> {
    const connection = await this.connect(signal);
    const cancelling = onAbort(signal, () => connection.destroy(new Error('cancelled')));
    try {
      this.info = await prepareConnection(connection, this.database, this.address, this.limits);
      throwIfCancelled(signal);
      return connection;
    } catch (error) {
      connection.destroy(new Error('The connection could not be prepared.'));
      throwIfCancelled(signal);
      throw error;
    } finally {
      cancelling.dispose();
    }
  }

  async kill(id: number): Promise<void> {
    const connection = await this.connect(new AbortController().signal);
    try {
      await connection.all({ sql: `KILL QUERY ${id}` }, this.limits.connect);
    } finally {
      await connection.close();
    }
  }

  /**
   * Logs in, encrypted as the settings say.
   * @throws the driver's error, or ThothError SOURCE_TLS_REFUSED or CANCELLED
   */
  private connect(signal: AbortSignal): Promise<MysqlConnection> {
    const untried = this.encryption ? [this.encryption] : encryptionsOf[this.settings.ssl ?? 'prefer'];
    const attempt = async (encryption: Encryption): Promise<MysqlConnection> => {
      try {
        const connection = await this.attempt(encryption, signal);
        this.encryption = encryption;
        return connection;
      } catch (error) {
        throw await this.explain(error, encryption, signal);
      }
    };
    const { userName: user = '', password = '' } = this.settings;
    const { host } = this.server;
    const target = {
      host,
      shown: `the server "${this.address}"`,
      user,
      password,
      trust: this.trust,
      refusals: sourceRefusals,
    };
    return connectEncrypted(untried, target, attempt, meansNoTls);
  }

  private async attempt(encryption: Encryption, signal: AbortSignal): Promise<MysqlConnection> {
    const ssl = await tlsOptions(encryption, this.settings);
    const [driver, { createConnection }] = await Promise.all([
      import('mysql2'),
      import('../../base/servers/mysqlConnection'),
    ]);
    throwIfCancelled(signal);
    const { userName, password } = this.settings;
    const options: ConnectionOptions = {
      ...this.server,
      ...(userName && { user: userName }),
      ...(password && { password }),
      ...(ssl && { ssl }),
      connectTimeout: this.limits.connect,
      charset: 'utf8mb4',
      connectAttributes: { program_name: 'Thoth' },
      // no server may request files of this machine
      flags: ['-LOCAL_FILES'],
    };
    const address = this.settings.address ?? this.server;
    const { connection: driverConnection, socket } = createConnection(driver.createConnection, options, address);
    const connection = new MysqlConnection(driverConnection, socket);
    const cancelling = onAbort(signal, () => socket.destroy(new Error('cancelled')));
    try {
      await new Promise<void>((resolve, reject) => {
        driverConnection.connect((error) => (error ? reject(error) : resolve()));
        // after some errors the driver says nothing
        socket.once('close', () => reject(connectionLost()));
      });
      return connection;
    } catch (error) {
      connection.destroy(new Error('The login failed.'));
      throwIfCancelled(signal);
      throw socket.failure ?? error;
    } finally {
      cancelling.dispose();
    }
  }

  /**
   * The error of an attempt. A server that requires encryption of a user only says that access is denied: whether that is
   * the reason is found out by an encrypted attempt.
   */
  private async explain(error: unknown, encryption: Encryption, signal: AbortSignal): Promise<unknown> {
    if (encryption !== 'none' || serverErrorNumber(error) !== accessDenied) return error;
    try {
      const connection = await this.attempt('unchecked', signal);
      await connection.close();
    } catch {
      return error;
    }
    return Object.assign(new Error('this user may log in only so', { cause: error }), { code: encryptionRequired });
  }
}

/** The driver's own error for a connection that ended. */
function connectionLost(): Error {
  return Object.assign(new Error('The server closed the connection.'), { code: 'PROTOCOL_CONNECTION_LOST' });
}

/** Whether a server said that it has no TLS. One whose TLS fails is refused, since somebody may be in between. */
function meansNoTls(error: unknown): boolean {
  return codeOf(error) === 'HANDSHAKE_NO_SSL_SUPPORT';
}

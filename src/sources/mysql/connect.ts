import { connect as openSocket, type Socket } from 'node:net';
import { onAbort } from '../../base/cancellation';
import { throwIfCancelled } from '../../base/errors';
import type { SourceSettings } from '../source';
import { addressOf, type Address } from './address';
import { encryptionRequired, errorCode, serverErrorNumber } from './errors';
import type { TimeLimits } from './limits';
import { Session } from './session';
import { attempts, tlsOptions, type Encryption } from './tls';

const accessDenied = 1045;

/** Makes the connections of one source. */
export class Connector {
  readonly address: Address;
  /** What the server could do; the next connections need not try again. */
  private encryption: Encryption | undefined;

  constructor(
    private readonly settings: SourceSettings,
    private readonly limits: TimeLimits,
  ) {
    this.address = addressOf(settings);
  }

  /**
   * Logs in, encrypted as the settings say.
   * @throws the driver's error, or ThothError SOURCE_TLS_REFUSED or CANCELLED
   */
  async connect(signal: AbortSignal): Promise<Session> {
    const untried = this.encryption ? [this.encryption] : attempts[this.settings.ssl ?? 'prefer'];
    for (const [index, encryption] of untried.entries()) {
      try {
        const session = await this.attempt(encryption, signal);
        this.encryption = encryption;
        return session;
      } catch (error) {
        const isLast = index === untried.length - 1;
        if (isLast || !isTlsFailure(error)) throw await this.explained(error, encryption, signal);
      }
    }
    throw new Error('unreachable');
  }

  private async attempt(encryption: Encryption, signal: AbortSignal): Promise<Session> {
    const ssl = await tlsOptions(encryption, this.settings);
    const { createConnection } = await import('mysql2');
    throwIfCancelled(signal);
    const { userName, password } = this.settings;
    const socket = openTcp(this.settings.address ?? this.address);
    const connection = createConnection({
      ...this.address,
      ...(userName && { user: userName }),
      ...(password && { password }),
      ...(ssl && { ssl }),
      stream: () => socket,
      connectTimeout: this.limits.connect,
      charset: 'utf8mb4',
      connectAttributes: { program_name: 'Thoth' },
      // a server may not ask for files of this machine
      flags: ['-LOCAL_FILES'],
    });
    const session = new Session(connection, socket);
    const cancelling = onAbort(signal, () => socket.destroy(new Error('cancelled')));
    try {
      await new Promise<void>((resolve, reject) => {
        connection.connect((error) => (error ? reject(error) : resolve()));
      });
      return session;
    } catch (error) {
      session.stop(new Error('The login failed.'));
      throwIfCancelled(signal);
      throw error;
    } finally {
      cancelling.dispose();
    }
  }

  /** A user who must use encryption is told only that the access is denied: whether that is why, a trial tells. */
  private async explained(error: unknown, encryption: Encryption, signal: AbortSignal): Promise<unknown> {
    if (encryption !== 'none' || serverErrorNumber(error) !== accessDenied) return error;
    try {
      const session = await this.attempt('unchecked', signal);
      await session.close();
    } catch {
      return error;
    }
    return Object.assign(new Error('this user may log in only so', { cause: error }), { code: encryptionRequired });
  }
}

/** A server is called by the name that its certificate must hold, which Node takes from the socket. */
function openTcp({ host, port }: Address): Socket {
  const socket = openSocket({ host, port });
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  return Object.assign(socket, { _host: host });
}

function isTlsFailure(error: unknown): boolean {
  return /^HANDSHAKE_(?:NO_SSL_SUPPORT|SSL_ERROR)$/.test(errorCode(error));
}

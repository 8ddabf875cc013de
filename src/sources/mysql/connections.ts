import { onAbort } from '../../base/cancellation';
import { ThothError, throwIfCancelled } from '../../base/errors';
import type { MysqlConnection } from './connection';

/** How many connections a source may have. */
const maxConnections = 4;

export interface ConnectionOpener {
  /** Connects, and prepares the connection for reading. */
  open(signal: AbortSignal): Promise<MysqlConnection>;
  /** Cancels the query of another connection, by the server's id of it. */
  kill(id: number): Promise<void>;
}

/** The pool of a source's connections: they are opened when needed, and used again. */
export class Connections {
  private readonly idle: { readonly connection: MysqlConnection; readonly since: number }[] = [];
  private readonly inUse = new Set<MysqlConnection>();
  private readonly waiting = new Set<() => void>();
  private readonly kills = new Set<Promise<void>>();
  private opening = 0;
  private isClosed = false;

  constructor(
    private readonly opener: ConnectionOpener,
    /**
     * After this many milliseconds without use, a connection is tested before it is used again, since it may be dead.
     */
    private readonly idleLimit: number,
    /** How long the test may take, in milliseconds. */
    private readonly testLimit: number,
  ) {}

  /** A connection for one query. Give it back afterwards. */
  async take(signal: AbortSignal): Promise<MysqlConnection> {
    for (;;) {
      throwIfCancelled(signal);
      if (this.isClosed) throw closedSource();
      const idle = this.idle.pop();
      if (idle && (await this.takeAgain(idle.connection, idle.since, signal))) return idle.connection;
      if (idle) continue;
      if (this.inUse.size + this.opening < maxConnections) return this.openAnother(signal);
      await this.nextTurn(signal);
    }
  }

  give(connection: MysqlConnection): void {
    this.inUse.delete(connection);
    if (connection.isUsable && !this.isClosed) this.idle.push({ connection, since: performance.now() });
    else connection.destroy(closedSource());
    this.wakeWaiting();
  }

  /** Destroys a connection whose query is running, and cancels the query on the server by another connection. */
  abandon(connection: MysqlConnection, error: Error): void {
    if (connection.isUsable) return;
    const { id } = connection;
    connection.destroy(error);
    const kill = this.opener
      .kill(id)
      .catch(() => undefined)
      .finally(() => this.kills.delete(kill));
    this.kills.add(kill);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const connection of this.inUse) this.abandon(connection, closedSource());
    const idle = this.idle.splice(0);
    this.wakeWaiting();
    await Promise.all([...idle.map(({ connection }) => connection.close()), ...this.kills]);
  }

  /** Takes a connection out of the pool again. Returns whether it still works. */
  private async takeAgain(connection: MysqlConnection, since: number, signal: AbortSignal): Promise<boolean> {
    if (!connection.isUsable) return false;
    this.inUse.add(connection);
    if (performance.now() - since < this.idleLimit) return true;
    const cancelling = onAbort(signal, () => connection.destroy(new Error('cancelled')));
    try {
      await connection.all({ sql: 'DO 1' }, this.testLimit);
      return true;
    } catch (error) {
      connection.destroy(new Error('The connection was dead.', { cause: error }));
      this.give(connection);
      return false;
    } finally {
      cancelling.dispose();
    }
  }

  private async openAnother(signal: AbortSignal): Promise<MysqlConnection> {
    this.opening++;
    try {
      const connection = await this.opener.open(signal);
      this.inUse.add(connection);
      if (!this.isClosed) return connection;
      this.inUse.delete(connection);
      await connection.close();
      throw closedSource();
    } finally {
      this.opening--;
      this.wakeWaiting();
    }
  }

  /** Resolves when a connection may be free, or the signal is aborted. */
  private async nextTurn(signal: AbortSignal): Promise<void> {
    let turn = (): void => undefined;
    const called = new Promise<void>((resolve) => (turn = resolve));
    this.waiting.add(turn);
    const listening = onAbort(signal, turn);
    await called;
    listening.dispose();
    this.waiting.delete(turn);
  }

  /** Lets all waiting callers look again for a connection. */
  private wakeWaiting(): void {
    for (const turn of [...this.waiting]) turn();
  }
}

function closedSource(): ThothError {
  return new ThothError('SOURCE_UNREADABLE', 'The connection to this database was already closed. Open it again.');
}

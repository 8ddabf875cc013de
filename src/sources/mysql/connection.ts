import type { Connection, Query as MysqlQuery } from 'mysql2';
import { yieldToEventLoop } from '../../base/clock';
import type { ServerSocket } from '../../base/servers/serverSocket';

export type Cell = string | number | null;
export type Row = readonly Cell[];

export interface Query {
  readonly sql: string;
  readonly values?: readonly string[];
  /** Runs it in a transaction of its own, which is rolled back. The session itself is read-only. */
  readonly transaction?: 'READ ONLY' | 'READ WRITE';
  /** Closes the session afterwards, since code in the database may have changed its settings. */
  readonly endsSession?: boolean;
}

/** A batch of this many rows takes a few milliseconds to process. */
const rowsPerBatch = 2_000;

/** How long closing may take, in milliseconds. */
const closeTimeout = 1_000;

/** The server did not answer in time. */
export class ServerSilent extends Error {
  override readonly name = 'ServerSilent';
}

/** The rows of a result that have arrived and have not been taken yet. */
class Incoming {
  isOver = false;
  refusal: Error | undefined;
  private rows: Row[] = [];

  /** @param onFull called when a batch is complete: it pauses the result until the batch is taken */
  constructor(query: MysqlQuery, onNews: () => void, onFull: () => void) {
    query.on('result', (row: unknown) => {
      // a statement without rows gives an object
      if (!Array.isArray(row) || this.rows.push(row as Row) < rowsPerBatch) return;
      onFull();
      onNews();
    });
    query.on('error', (error: Error) => {
      this.refusal = error;
    });
    query.on('end', () => {
      this.isOver = true;
      onNews();
    });
  }

  get hasNews(): boolean {
    return this.isOver || this.rows.length >= rowsPerBatch;
  }

  take(): readonly Row[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }
}

/** One connection, which runs one query at a time. */
export class MysqlConnection {
  private failure: Error | undefined;
  private isBusy = false;
  private wake: (() => void) | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly socket: ServerSocket,
  ) {
    // an idle connection can fail too; without a listener the error would end the process
    connection.on('error', (error: Error) => this.destroy(error));
  }

  /** The server's id of this connection. */
  get id(): number {
    return this.connection.threadId;
  }

  /** Whether it can run a query now. */
  get isUsable(): boolean {
    return this.failure === undefined && !this.isBusy;
  }

  /** All rows of a small result. */
  async all(query: Query, timeout: number): Promise<Row[]> {
    const all: Row[] = [];
    for await (const batch of this.batches(query, timeout)) all.push(...batch);
    return all;
  }

  /**
   * The rows of a result of any size. The server waits while the caller works on a batch. Leaving early destroys the
   * connection.
   * @param timeout how long to wait for the server, in milliseconds; the time that the caller takes does not count
   */
  async *batches({ sql, values }: Query, timeout: number): AsyncGenerator<readonly Row[]> {
    this.throwIfDestroyed();
    this.isBusy = true;
    let waited = 0;
    const query = this.connection.query({ sql, values: [...(values ?? [])], rowsAsArray: true });
    const incoming = new Incoming(
      query,
      () => this.wake?.(),
      () => this.connection.pause(),
    );
    try {
      for (;;) {
        const since = performance.now();
        if (!incoming.hasNews) await this.nextNews(timeout - waited);
        waited += performance.now() - since;
        this.throwIfDestroyed();
        if (incoming.refusal) throw incoming.refusal;
        const isOver = incoming.isOver;
        const rows = incoming.take();
        if (rows.length > 0) yield rows;
        if (isOver) return;
        await yieldToEventLoop();
        this.connection.resume();
      }
    } finally {
      if (incoming.isOver) this.isBusy = false;
      else this.destroy(new Error('The result was not wanted any more.'));
    }
  }

  /** Destroys the connection; a query that is running fails with the error, or with what the server did. */
  destroy(error: Error): void {
    this.failure ??= this.socket.failure ?? error;
    this.socket.destroy();
    this.wake?.();
  }

  /** Closes the connection; destroys it where a query is running. */
  async close(): Promise<void> {
    if (!this.isUsable || this.socket.destroyed) {
      this.destroy(new Error('The connection was closed.'));
      return;
    }
    this.failure = new Error('The connection was closed.');
    await new Promise<void>((resolve) => {
      const giveUp = setTimeout(() => this.socket.destroy(), closeTimeout);
      this.socket.once('close', () => {
        clearTimeout(giveUp);
        resolve();
      });
      this.connection.end();
    });
  }

  private throwIfDestroyed(): void {
    if (this.failure) throw this.failure;
  }

  /** Resolves when there is a batch, the result is over, or the connection was destroyed. */
  private async nextNews(timeout: number): Promise<void> {
    const timer = setTimeout(() => this.destroy(new ServerSilent('The server does not answer.')), timeout);
    try {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        if (this.failure) resolve();
      });
    } finally {
      clearTimeout(timer);
      this.wake = undefined;
    }
  }
}

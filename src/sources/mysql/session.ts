import type { Socket } from 'node:net';
import type { Connection, Query as MysqlQuery } from 'mysql2';
import { yieldToEventLoop } from '../../base/clock';

export type Cell = string | number | null;
export type Row = readonly Cell[];

export interface Query {
  readonly sql: string;
  readonly values?: readonly string[];
}

/** How many rows come in one batch: a few milliseconds of work. */
const rowsPerBatch = 2_000;

/** How long a goodbye may take, in milliseconds. */
const farewell = 1_000;

/** The server said nothing for as long as it was given. */
export class ServerSilent extends Error {
  override readonly name = 'ServerSilent';
}

/** What has come of a result and was not taken yet. */
class Incoming {
  isOver = false;
  refusal: Error | undefined;
  private rows: Row[] = [];

  /** @param onFull called when a batch is complete: no more may come until it was taken */
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

/** One connection to a server, which works on one query at a time. */
export class Session {
  private failure: Error | undefined;
  private isBusy = false;
  private wake: (() => void) | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly socket: Socket,
  ) {
    // whatever happens to an idle connection too; without a listener it would end the process
    connection.on('error', (error: Error) => this.stop(error));
  }

  /** The server's number for this connection. */
  get id(): number {
    return this.connection.threadId;
  }

  /** Whether another query may be asked. */
  get isUsable(): boolean {
    return this.failure === undefined && !this.isBusy;
  }

  /** All rows of a small result. */
  async all(query: Query, patience: number): Promise<Row[]> {
    const all: Row[] = [];
    for await (const batch of this.batches(query, patience)) all.push(...batch);
    return all;
  }

  /**
   * The rows of a result, of any size; the server waits while a batch is worked on. Leaving early stops the session.
   * @param patience how long the server may say nothing, in milliseconds
   */
  async *batches({ sql, values }: Query, patience: number): AsyncGenerator<readonly Row[]> {
    this.throwIfStopped();
    this.isBusy = true;
    const query = this.connection.query({ sql, values: [...(values ?? [])], rowsAsArray: true });
    const incoming = new Incoming(
      query,
      () => this.wake?.(),
      () => this.connection.pause(),
    );
    try {
      for (;;) {
        if (!incoming.hasNews) await this.news(patience);
        this.throwIfStopped();
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
      else this.stop(new Error('The result was not wanted any more.'));
    }
  }

  /** Ends the connection at once, whatever it does; what waits for it fails with the error. */
  stop(error: Error): void {
    this.failure ??= error;
    this.socket.destroy();
    this.wake?.();
  }

  /** Says goodbye to the server. */
  async close(): Promise<void> {
    if (!this.isUsable || this.socket.destroyed) {
      this.stop(new Error('The connection was closed.'));
      return;
    }
    this.failure = new Error('The connection was closed.');
    await new Promise<void>((resolve) => {
      const giveUp = setTimeout(() => this.socket.destroy(), farewell);
      this.socket.once('close', () => {
        clearTimeout(giveUp);
        resolve();
      });
      this.connection.end();
    });
  }

  private throwIfStopped(): void {
    if (this.failure) throw this.failure;
  }

  /** Resolves when the result has gone on, or the session was stopped. */
  private async news(patience: number): Promise<void> {
    const timer = setTimeout(() => this.stop(new ServerSilent('The server does not answer.')), patience);
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

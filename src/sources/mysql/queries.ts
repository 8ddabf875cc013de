import { onAbort } from '../../base/cancellation';
import { throwIfCancelled } from '../../base/errors';
import type { TimeLimits } from '../server/timeLimits';
import type { MysqlConnection, Query, Row } from './connection';
import type { Connections } from './connections';
import { sourceError, type Subject } from './errors';

/** What a query reads, for its errors, and which time limit it has. */
export interface Purpose {
  /** For messages: `"orders"`. */
  readonly thing: string;
  readonly limit: 'catalog' | 'rows';
}

/** Runs the queries of one source, each with a time limit. */
export class MysqlQueries {
  constructor(
    /** The server's address, for messages, and the password, which they leave out. */
    private readonly server: { readonly address: string; readonly password: string },
    private readonly connections: Connections,
    private readonly limits: TimeLimits,
  ) {}

  /**
   * The rows of a result of any size, in batches.
   * @throws ThothError with one of the SOURCE_ codes, or CANCELLED
   */
  async *batches(query: Query, purpose: Purpose, signal: AbortSignal): AsyncGenerator<readonly Row[]> {
    const connection = await this.takeConnection(purpose, signal);
    const cancelling = onAbort(signal, () => this.connections.abandon(connection, new Error('cancelled')));
    try {
      throwIfCancelled(signal);
      yield* inTransaction(connection, query, this.limits[purpose.limit] + this.limits.silence);
      throwIfCancelled(signal);
    } catch (error) {
      throwIfCancelled(signal);
      throw sourceError(error, this.subject(purpose));
    } finally {
      cancelling.dispose();
      this.connections.give(connection);
    }
  }

  /** All rows of a small result, as `batches` gives them. */
  async all(query: Query, purpose: Purpose, signal: AbortSignal): Promise<Row[]> {
    const all: Row[] = [];
    for await (const batch of this.batches(query, purpose, signal)) all.push(...batch);
    return all;
  }

  close(): Promise<void> {
    return this.connections.close();
  }

  private async takeConnection(purpose: Purpose, signal: AbortSignal): Promise<MysqlConnection> {
    try {
      return await this.connections.take(signal);
    } catch (error) {
      throwIfCancelled(signal);
      throw sourceError(error, this.subject(purpose));
    }
  }

  private subject({ thing }: Purpose): Subject {
    const { address, password } = this.server;
    return { server: address, password, thing };
  }
}

/** A server that is read-only as a whole refuses START TRANSACTION READ WRITE, but not this. */
const beginnings = {
  'READ ONLY': ['START TRANSACTION READ ONLY'],
  'READ WRITE': ['SET TRANSACTION READ WRITE', 'START TRANSACTION'],
} as const;

/** The rows of a query, in the transaction that it needs. If that does not end as it should, the session is closed. */
async function* inTransaction(
  connection: MysqlConnection,
  query: Query,
  timeout: number,
): AsyncGenerator<readonly Row[]> {
  const { transaction, endsSession = false } = query;
  if (!transaction) return yield* connection.batches(query, timeout);
  let isOver = false;
  try {
    for (const sql of beginnings[transaction]) await connection.all({ sql }, timeout);
    yield* connection.batches(query, timeout);
    if (endsSession) await connection.close();
    else await connection.all({ sql: 'ROLLBACK' }, timeout);
    isOver = true;
  } finally {
    if (!isOver) connection.destroy(new Error('The transaction did not end.'));
  }
}

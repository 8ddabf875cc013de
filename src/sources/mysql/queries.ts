import { onAbort } from '../../base/cancellation';
import { throwIfCancelled } from '../../base/errors';
import { sourceError, type Subject } from './errors';
import type { TimeLimits } from './limits';
import type { Query, Row, Session } from './session';
import type { Sessions } from './sessions';

/** What a query is for: it says how long it may take, and what a failure of it is called. */
export interface Purpose {
  /** What is being read, for messages: `"orders"`. */
  readonly thing: string;
  readonly limit: 'catalog' | 'rows';
}

/** Runs the queries of one source: cancellable, limited in time, and with errors that a person can use. */
export class MysqlQueries {
  constructor(
    /** The server's address, for messages. */
    private readonly server: string,
    private readonly sessions: Sessions,
    private readonly limits: TimeLimits,
  ) {}

  /**
   * The rows of a result of any size, in batches.
   * @throws ThothError with one of the SOURCE_ codes, or CANCELLED
   */
  async *batches(query: Query, purpose: Purpose, signal: AbortSignal): AsyncGenerator<readonly Row[]> {
    const session = await this.takeSession(purpose, signal);
    const cancelling = onAbort(signal, () => this.sessions.abandon(session, new Error('cancelled')));
    try {
      throwIfCancelled(signal);
      yield* session.batches(query, this.limits[purpose.limit] + this.limits.silence);
      throwIfCancelled(signal);
    } catch (error) {
      throwIfCancelled(signal);
      throw sourceError(error, this.subject(purpose));
    } finally {
      cancelling.dispose();
      this.sessions.give(session);
    }
  }

  /** All rows of a small result, as `batches` gives them. */
  async all(query: Query, purpose: Purpose, signal: AbortSignal): Promise<Row[]> {
    const all: Row[] = [];
    for await (const batch of this.batches(query, purpose, signal)) all.push(...batch);
    return all;
  }

  close(): Promise<void> {
    return this.sessions.close();
  }

  private async takeSession(purpose: Purpose, signal: AbortSignal): Promise<Session> {
    try {
      return await this.sessions.take(signal);
    } catch (error) {
      throwIfCancelled(signal);
      throw sourceError(error, this.subject(purpose));
    }
  }

  private subject({ thing }: Purpose): Subject {
    return { server: this.server, thing };
  }
}

import { onAbort } from '../../base/cancellation';
import type { Disposable } from '../../base/disposable';
import { ThothError, throwIfCancelled } from '../../base/errors';
import type { TimeLimits } from './limits';
import type { Session } from './session';

/** How many connections a source has at the most. */
const mostSessions = 4;

export interface SessionOpener {
  /** Opens a connection that is ready to read. */
  open(signal: AbortSignal): Promise<Session>;
  /** Ends the query of another connection, by the server's number for it. */
  kill(id: number): Promise<void>;
}

/** The few connections of one source: opened when they are needed, and used again. */
export class Sessions {
  private readonly idle: { readonly session: Session; readonly since: number }[] = [];
  private readonly inUse = new Set<Session>();
  private readonly waiting = new Set<() => void>();
  private readonly kills = new Set<Promise<void>>();
  private opening = 0;
  private isClosed = false;

  constructor(
    private readonly connections: SessionOpener,
    private readonly limits: TimeLimits,
  ) {}

  /** A session for one query; it must be given back. */
  async take(signal: AbortSignal): Promise<Session> {
    for (;;) {
      throwIfCancelled(signal);
      if (this.isClosed) throw closedSource();
      const idle = this.idle.pop();
      if (idle && (await this.takeAgain(idle.session, idle.since, signal))) return idle.session;
      if (idle) continue;
      if (this.inUse.size + this.opening < mostSessions) return this.openAnother(signal);
      await this.nextTurn(signal);
    }
  }

  give(session: Session): void {
    this.inUse.delete(session);
    if (session.isUsable && !this.isClosed) this.idle.push({ session, since: performance.now() });
    else session.stop(closedSource());
    this.callNext();
  }

  /** Ends the query of a session here at once, and on the server as soon as it can be told. */
  abandon(session: Session, error: Error): void {
    if (session.isUsable) return;
    const { id } = session;
    session.stop(error);
    const kill = this.connections
      .kill(id)
      .catch(() => undefined)
      .finally(() => this.kills.delete(kill));
    this.kills.add(kill);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const session of this.inUse) this.abandon(session, closedSource());
    const idle = this.idle.splice(0);
    this.callNext();
    await Promise.all([...idle.map(({ session }) => session.close()), ...this.kills]);
  }

  /** Whether a connection still lives; it is in use then. */
  private async takeAgain(session: Session, since: number, signal: AbortSignal): Promise<boolean> {
    if (!session.isUsable) return false;
    this.inUse.add(session);
    if (performance.now() - since < this.limits.idle) return true;
    const cancelling = onAbort(signal, () => session.stop(new Error('cancelled')));
    try {
      await session.all({ sql: 'DO 1' }, this.limits.connect);
      return true;
    } catch (error) {
      session.stop(new Error('The connection was dead.', { cause: error }));
      this.give(session);
      return false;
    } finally {
      cancelling.dispose();
    }
  }

  private async openAnother(signal: AbortSignal): Promise<Session> {
    this.opening++;
    try {
      const session = await this.connections.open(signal);
      this.inUse.add(session);
      if (!this.isClosed) return session;
      this.inUse.delete(session);
      await session.close();
      throw closedSource();
    } finally {
      this.opening--;
      this.callNext();
    }
  }

  private async nextTurn(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      let listening: Disposable | undefined;
      const turn = (): void => {
        listening?.dispose();
        this.waiting.delete(turn);
        resolve();
      };
      this.waiting.add(turn);
      listening = onAbort(signal, turn);
    });
  }

  /** Whoever waits looks again whether there is a session. */
  private callNext(): void {
    for (const turn of [...this.waiting]) turn();
  }
}

function closedSource(): ThothError {
  return new ThothError('SOURCE_UNREADABLE', 'The connection to this database was already closed. Open it again.');
}

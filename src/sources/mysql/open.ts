import { onAbort } from '../../base/cancellation';
import { throwIfCancelled } from '../../base/errors';
import type { Source, SourceSettings } from '../source';
import { inWords } from './address';
import { Connector } from './connect';
import { usualLimits, type TimeLimits } from './limits';
import { prepareSession } from './prepare';
import { MysqlQueries } from './queries';
import type { Server } from './server';
import type { Session } from './session';
import { Sessions, type SessionOpener } from './sessions';
import { MysqlSource } from './source';
import { rememberTypes } from './types';

/**
 * Opens a database, which these engines call a schema too: `schema` is read where it is given, else `dbName`.
 * @throws ThothError with one of the SOURCE_ codes, or CANCELLED
 */
export async function openMysql(
  settings: SourceSettings,
  signal: AbortSignal,
  onNotice: (notice: string) => void = () => undefined,
  limits: TimeLimits = usualLimits,
): Promise<Source> {
  const asked = settings.schema || settings.dbName;
  const connections = new Connections(settings, asked, limits);
  const { address } = connections;
  const queries = new MysqlQueries(address, new Sessions(connections, limits), limits);
  const purpose = { thing: `The database "${asked}" on "${address}"`, limit: 'catalog' } as const;
  try {
    const [own] = await queries.all({ sql: 'SELECT DATABASE()' }, purpose, signal);
    const database = String(own?.[0]);
    const sql = 'SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? LIMIT 1';
    await queries.all({ sql, values: [database] }, purpose, signal);
    return new MysqlSource(queries, connections.server, database, limits, rememberTypes(onNotice));
  } catch (error) {
    const closing = queries.close();
    if (!signal.aborted) await closing;
    throw error;
  }
}

/** Opens the connections of one source, and ends what runs on them. */
class Connections implements SessionOpener {
  readonly address: string;
  private readonly connector: Connector;
  private described: Server | undefined;

  constructor(
    settings: SourceSettings,
    private readonly database: string,
    private readonly limits: TimeLimits,
  ) {
    this.connector = new Connector(settings, limits);
    this.address = inWords(this.connector.address);
  }

  /** What the server said of itself on the first connection. */
  get server(): Server {
    if (this.described) return this.described;
    throw new Error('no connection has been opened yet');
  }

  async open(signal: AbortSignal): Promise<Session> {
    const session = await this.connector.connect(signal);
    const cancelling = onAbort(signal, () => session.stop(new Error('cancelled')));
    try {
      this.described = await prepareSession(session, this.database, this.address, this.limits);
      throwIfCancelled(signal);
      return session;
    } catch (error) {
      session.stop(new Error('The connection could not be prepared.'));
      throwIfCancelled(signal);
      throw error;
    } finally {
      cancelling.dispose();
    }
  }

  async kill(id: number): Promise<void> {
    const session = await this.connector.connect(new AbortController().signal);
    try {
      await session.all({ sql: `KILL QUERY ${id}` }, this.limits.connect);
    } finally {
      await session.close();
    }
  }
}

import type { TimeLimits } from '../server/timeLimits';
import type { Source, SourceEngine, SourceSettings } from '../source';
import { Connector, defaultPort } from './connect';
import { Connections } from './connections';
import { MysqlQueries } from './queries';
import { MysqlSource } from './source';
import { rememberTypes } from './types';

/** MySQL databases. Either engine reads MySQL and MariaDB: the server reports which of the two it is. */
export const mysqlEngine: SourceEngine = {
  dbType: 'mysql',
  label: 'MySQL',
  isFile: false,
  fileExtensions: [],
  defaultPort,
  defaultSchema: '',
  urlSchemes: ['mysql'],
  open: (settings, signal, onNotice) => openMysql(settings, signal, onNotice),
};

/** MariaDB databases. */
export const mariadbEngine: SourceEngine = {
  dbType: 'mariadb',
  label: 'MariaDB',
  isFile: false,
  fileExtensions: [],
  defaultPort,
  defaultSchema: '',
  urlSchemes: ['mariadb'],
  open: (settings, signal, onNotice) => openMysql(settings, signal, onNotice),
};

/** In milliseconds. */
export interface MysqlTimeLimits extends TimeLimits {
  /** A connection that was not used for this time is tested before it is used again: it may be dead. */
  readonly idle: number;
}

/** Generous for the catalog: on a server that has just started, reading a large one takes long. */
export const usualLimits: MysqlTimeLimits = {
  connect: 10_000,
  catalog: 300_000,
  rows: 30_000,
  lock: 10_000,
  silence: 5_000,
  idle: 30_000,
};

/**
 * Opens a database. In these engines a schema is a database: `schema` is read where it is given, else `dbName`.
 * @throws ThothError with one of the SOURCE_ codes, or CANCELLED
 */
export async function openMysql(
  settings: SourceSettings,
  signal: AbortSignal,
  onNotice: (notice: string) => void = () => undefined,
  limits: MysqlTimeLimits = usualLimits,
): Promise<Source> {
  const asked = settings.schema || settings.dbName;
  const connector = new Connector(settings, asked, limits);
  const { address } = connector;
  const server = { address, password: settings.password ?? '' };
  const queries = new MysqlQueries(server, new Connections(connector, limits.idle, limits.connect), limits);
  const purpose = { thing: `The database "${asked}" on "${address}"`, limit: 'catalog' } as const;
  try {
    const [own] = await queries.all({ sql: 'SELECT DATABASE()' }, purpose, signal);
    const database = String(own?.[0]);
    const sql = 'SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? LIMIT 1';
    await queries.all({ sql, values: [database] }, purpose, signal);
    const login = { user: settings.userName ?? '', sampleViews: settings.sampleViews ?? false };
    return new MysqlSource(queries, connector.serverInfo, database, limits, rememberTypes(onNotice), login);
  } catch (error) {
    const closing = queries.close();
    if (!signal.aborted) await closing;
    throw error;
  }
}

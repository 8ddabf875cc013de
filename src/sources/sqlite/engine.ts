import { throwIfCancelled } from '../../base/errors';
import type { Source, SourceEngine, SourceSettings } from '../source';
import { connect } from './connection';
import { SqliteQueries } from './queries';
import { SqliteSource } from './source';

/** SQLite databases: one file each, opened read-only. */
export const sqliteEngine: SourceEngine = {
  dbType: 'sqlite',
  label: 'SQLite',
  isFile: true,
  fileExtensions: ['sqlite', 'sqlite3', 'db', 'db3'],
  defaultPort: 0,
  defaultSchema: '',
  urlSchemes: [],
  open: openSqlite,
};

async function openSqlite(settings: SourceSettings, signal: AbortSignal): Promise<Source> {
  throwIfCancelled(signal);
  const queries = new SqliteQueries(settings.dbName, () => connect(settings.dbName));
  try {
    await queries.open();
    await queries.all("SELECT '1' AS text FROM sqlite_schema LIMIT 1", signal);
  } catch (error) {
    await queries.close();
    throw error;
  }
  return new SqliteSource(queries);
}

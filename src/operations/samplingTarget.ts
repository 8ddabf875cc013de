import type { SqlDbValues } from '../model/databases';
import { sourceEngines } from '../sources/engines';

/**
 * What a permission to sample views is for: a database as one user reaches it. If somebody changes the SqlDb in a shared
 * project database to another server or user, the permission does not follow.
 */
export function samplingTarget(sqlDb: SqlDbValues): string {
  const { dbType, dbHost, dbPort, dbName, schema, userName, ssh } = sqlDb;
  const engine = sourceEngines.get(dbType);
  const address = [dbHost?.trim() || 'localhost', dbPort || engine?.defaultPort];
  const gateway = ssh && [ssh.host, ssh.port ?? 22];
  return JSON.stringify([dbType, ...address, dbName, schema || engine?.defaultSchema, userName ?? '', gateway]);
}

import type { SqlDbValues } from '../../../src/model/databases';
import type { ConnectionSecrets } from '../../../src/sources/settings';
import type { SourceSettings } from '../../../src/sources/source';

/** What is registered of a source that a server offers: what the catalog keeps, and what it must not. */
export interface RegisteredSource {
  readonly values: SqlDbValues;
  readonly secrets: ConnectionSecrets;
}

export function registered(name: string, settings: SourceSettings): RegisteredSource {
  const { password, dbType, dbName, dbHost, dbPort, userName } = settings;
  return {
    values: {
      name,
      dbType,
      dbName,
      ...(dbHost !== undefined && { dbHost }),
      ...(dbPort !== undefined && { dbPort }),
      ...(userName !== undefined && { userName }),
    },
    secrets: password === undefined ? {} : { password },
  };
}

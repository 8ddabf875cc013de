import type { SqlDb } from '../model/databases';
import { sourceEngine } from '../sources/engines';
import { sourceSettings, type ConnectionSecrets } from '../sources/settings';
import type { Source } from '../sources/source';

/**
 * Connects to the source of a SqlDb; the caller closes it.
 * @param onNotice called with anything that a person should know about a working connection
 * @throws ThothError as `SourceEngine.open` does, or SOURCE_UNSUPPORTED
 */
export type OpenSource = (sqlDb: SqlDb, signal: AbortSignal, onNotice?: (notice: string) => void) => Promise<Source>;

/**
 * @param secrets reads the secrets of a SqlDb's connection; empty where none were given
 * @param maySampleViews as `SourceSettings.sampleViews`
 */
export function sourceOpener(
  secrets: (sqlDbId: number) => Promise<ConnectionSecrets>,
  maySampleViews: (sqlDb: SqlDb) => boolean = () => false,
): OpenSource {
  return async (sqlDb, signal, onNotice) => {
    const sampleViews = maySampleViews(sqlDb);
    const settings = { ...sourceSettings(sqlDb, await secrets(sqlDb.id)), sampleViews };
    return sourceEngine(sqlDb.dbType).open(settings, signal, onNotice);
  };
}

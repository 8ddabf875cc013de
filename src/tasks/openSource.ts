import type { SqlDb } from '../model/databases';
import { sourceEngine } from '../sources/engines';
import { sourceSettings, type ConnectionSecrets } from '../sources/settings';
import type { Source, SourceSettings } from '../sources/source';

/**
 * Connects to the source of a SqlDb; the caller closes it.
 * @param onNotice called with anything that a person should know about a working connection
 * @throws ThothError as `SourceEngine.open` does, or SOURCE_UNSUPPORTED
 */
export type OpenSource = (sqlDb: SqlDb, signal: AbortSignal, onNotice?: (notice: string) => void) => Promise<Source>;

/**
 * @param secrets reads the secrets of a SqlDb's connection; empty where none were given
 * @param permissions what the person allows, and what is known, on this machine
 */
export function sourceOpener(
  secrets: (sqlDbId: number) => Promise<ConnectionSecrets>,
  permissions: (sqlDb: SqlDb) => Pick<SourceSettings, 'sampleViews' | 'trust'> = () => ({}),
): OpenSource {
  return async (sqlDb, signal, onNotice) => {
    const settings = { ...sourceSettings(sqlDb, await secrets(sqlDb.id)), ...permissions(sqlDb) };
    return sourceEngine(sqlDb.dbType).open(settings, signal, onNotice);
  };
}

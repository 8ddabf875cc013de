import type * as Sqlite3 from 'sqlite3';
import { messageOf, ThothError } from './errors';

/**
 * The native SQLite binding, loaded at the first call. The only module that names the package `sqlite3`.
 * @throws ThothError NATIVE_BINDING, with the platform and what to do, where the binding does not load
 */
export function loadSqlite3(load: () => unknown = () => require('sqlite3')): typeof Sqlite3 {
  try {
    return load() as typeof Sqlite3;
  } catch (cause) {
    throw new ThothError(
      'NATIVE_BINDING',
      `SQLite could not be loaded on this platform (${process.platform} ${process.arch}, Node ${process.versions.node}): ` +
        `${messageOf(cause).split('\n')[0]}. Install the Thoth package made for ${process.platform}-${process.arch}; ` +
        'packages for other platforms do not work here.',
      { cause },
    );
  }
}

import { isAbsolute, join, normalize } from 'node:path';
import { ThothError } from '../base/errors';
import { settingIds } from './ids';

/** Where the parts of a path come from that a setting may leave open. */
export interface Surroundings {
  /** The folder of the embedded project database. */
  readonly storage: string;
  readonly home: string;
  /** The first folder of the VS Code workspace, where one is open on disk. */
  readonly workspaceFolder: string | undefined;
}

/** The name of the embedded project database. */
const embeddedName = 'thoth.sqlite';

/**
 * The file that the setting `thoth.projectDatabase` means: empty for the embedded one, else an absolute path, or one that
 * begins with `~` or `${workspaceFolder}`.
 * @throws ThothError PROJECT_DATABASE_UNSUPPORTED for a URL, INVALID_ARGUMENT for a path that leads nowhere
 */
export function projectDatabaseFile(setting: string, { storage, home, workspaceFolder }: Surroundings): string {
  const value = setting.trim();
  if (value === '') return join(storage, embeddedName);
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(value)?.[1];
  if (scheme !== undefined) {
    throw new ThothError(
      'PROJECT_DATABASE_UNSUPPORTED',
      `The setting ${settingIds.projectDatabase} holds a ${scheme}:// address, but this version keeps its project ` +
        'database in an SQLite file only. Give a file path, or leave the setting empty.',
    );
  }
  if (value.includes('${workspaceFolder}') && workspaceFolder === undefined) {
    throw new ThothError(
      'INVALID_ARGUMENT',
      `The setting ${settingIds.projectDatabase} is "${value}", but no folder is open. ` +
        'Open a folder, give an absolute path, or leave the setting empty.',
    );
  }
  const file = value
    .replace(/^~(?=$|[\\/])/, () => home)
    .replaceAll('${userHome}', () => home)
    .replaceAll('${workspaceFolder}', () => workspaceFolder ?? '');
  if (isAbsolute(file)) return normalize(file);
  throw new ThothError(
    'INVALID_ARGUMENT',
    `The setting ${settingIds.projectDatabase} is "${value}", which is not an absolute path. ` +
      'Begin it with the root, with ~ or with ${workspaceFolder}, or leave it empty.',
  );
}

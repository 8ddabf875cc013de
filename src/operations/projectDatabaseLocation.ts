import { createHash } from 'node:crypto';
import { extname, isAbsolute, join, normalize } from 'node:path';
import { ThothError } from '../base/errors';
import { serverSchemes } from '../catalog/storage/server/serverSchemes';

/** What a path in the setting may refer to. */
export interface Surroundings {
  /** The folder of the embedded project database. */
  readonly storage: string;
  readonly home: string;
  /** The first folder of the VS Code workspace, where one is open on disk. */
  readonly workspaceFolder: string | undefined;
}

/** The setting for the location of the project database. */
export const projectDatabaseSetting = 'thoth.projectDatabase';

/** The name of the embedded project database. */
const embeddedName = 'thoth.sqlite';
/** The ending of the files of project databases, without a dot. */
export const projectFileExtension = extname(embeddedName).slice(1);

/** The location of the project database, without the password of a server. */
export type ProjectLocation =
  | {
      readonly file: string;
      /** Whether only its owner may read it; absent where the person chose the place. */
      readonly isPrivate?: boolean;
    }
  | { readonly url: string };

const serverScheme = new RegExp(`^(${serverSchemes.join('|')})://`, 'i');

/**
 * The location that the setting `thoth.projectDatabase` means: empty for the embedded file, a URL for a server,
 * otherwise an absolute path, or one that begins with `~` or `${workspaceFolder}`.
 * @throws ThothError PROJECT_DATABASE_UNSUPPORTED for another URL, INVALID_ARGUMENT for a path that cannot be resolved
 */
export function projectLocation(setting: string, { storage, home, workspaceFolder }: Surroundings): ProjectLocation {
  const value = setting.trim();
  if (value === '') return { file: join(storage, embeddedName), isPrivate: true };
  if (serverScheme.test(value)) return { url: value };
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(value)?.[1];
  if (scheme !== undefined) {
    throw new ThothError(
      'PROJECT_DATABASE_UNSUPPORTED',
      `The setting ${projectDatabaseSetting} holds a ${scheme}:// address. Give a file path, an address that begins ` +
        'with postgres:// or mariadb://, or leave the setting empty.',
    );
  }
  if (value.includes('${workspaceFolder}') && workspaceFolder === undefined) {
    throw new ThothError(
      'INVALID_ARGUMENT',
      `The setting ${projectDatabaseSetting} is "${value}", but no folder is open. ` +
        'Open a folder, give an absolute path, or leave the setting empty.',
    );
  }
  const file = value
    .replace(/^~(?=$|[\\/])/, () => home)
    .replaceAll('${userHome}', () => home)
    .replaceAll('${workspaceFolder}', () => workspaceFolder ?? '');
  if (isAbsolute(file)) return { file: normalize(file) };
  throw new ThothError(
    'INVALID_ARGUMENT',
    `The setting ${projectDatabaseSetting} is "${value}", which is not an absolute path. ` +
      'Begin it with the root, with ~ or with ${workspaceFolder}, or leave it empty.',
  );
}

/** A short hash of a location, for use as a key elsewhere. */
export function locationKey(location: ProjectLocation): string {
  const place = 'file' in location ? location.file : location.url;
  return createHash('sha256').update(place).digest('hex').slice(0, 16);
}

/** Splits the password, if there is one, from the URL of a server. */
export function withoutPassword(url: string): { readonly url: string; readonly password?: string } {
  if (!URL.canParse(url)) return { url };
  const parsed = new URL(url);
  if (parsed.password === '') return { url };
  const { password } = parsed;
  parsed.password = '';
  return { url: parsed.href, password: decoded(password) };
}

/** Decodes a text; one that cannot be decoded was never encoded, and is returned unchanged. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

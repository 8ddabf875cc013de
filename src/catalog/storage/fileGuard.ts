import { access, constants, stat } from 'node:fs/promises';
import { messageOf, ThothError, type ErrorCode } from '../../base/errors';
import { engineCodeOf } from '../../base/errors';
import type { WriterGuard } from './writer';

/** The interval between two checks whether the file is still the one that was opened, in milliseconds. */
const checkInterval = 1_000;

/** Explains an engine's error to a person who has the project database open: what is wrong, and what to do. */
const explanations: readonly (readonly [engineCodes: readonly string[], ErrorCode, explanation: string])[] = [
  [
    ['SQLITE_BUSY', 'SQLITE_LOCKED'],
    'PROJECT_DATABASE_LOCKED',
    'is kept locked by another program. Close that program, or let it finish, and try again',
  ],
  [
    ['SQLITE_FULL', 'ENOSPC'],
    'PROJECT_DATABASE_FULL',
    'has no room left to grow. Free some space on its disk, and try again',
  ],
  [
    ['SQLITE_READONLY', 'SQLITE_PERM', 'SQLITE_CANTOPEN', 'SQLITE_AUTH'],
    'PROJECT_DATABASE_READ_ONLY',
    'cannot be written. Allow writing to the file and its folder',
  ],
  [['SQLITE_CORRUPT', 'SQLITE_NOTADB'], 'PROJECT_DATABASE_DAMAGED', 'is damaged. Put a backup in its place'],
  [
    ['SQLITE_IOERR'],
    'PROJECT_DATABASE_UNREADABLE',
    'cannot be reached on its disk. Check the disk or the network drive',
  ],
];

/** Watches the file of an open project database: checks that it still exists, and explains its errors to a person. */
export class FileGuard implements WriterGuard {
  private lookedAt = performance.now();
  private lost: ThothError | undefined;

  private constructor(
    private readonly file: string,
    private readonly identity: string | undefined,
  ) {}

  /** @param file a file that has just been opened */
  static async of(file: string): Promise<FileGuard> {
    return new FileGuard(file, await identityOf(file));
  }

  /** Whether the file was deleted or replaced: changes written now are lost. */
  get gone(): boolean {
    return this.lost !== undefined;
  }

  /** Checks the file, at most once a second. @throws ThothError PROJECT_DATABASE_GONE; once thrown, at every call */
  async check(): Promise<void> {
    if (!this.lost && performance.now() - this.lookedAt >= checkInterval) {
      this.lookedAt = performance.now();
      const now = await identityOf(this.file).catch(() => this.identity);
      if (now !== this.identity)
        this.lost = goneError(this.file, now === undefined ? 'deleted' : 'replaced by another file');
    }
    if (this.lost) throw this.lost;
  }

  async explain(error: unknown): Promise<unknown> {
    const engineCode = error instanceof ThothError ? undefined : await this.whatFailed(engineCodeOf(error));
    const found = explanations.find(([codes]) => codes.some((code) => engineCode?.startsWith(code)));
    if (!found) return error;
    const [, code, explanation] = found;
    return new ThothError(
      code,
      `The project database "${this.file}" ${explanation}, or choose another file in the setting ` +
        `thoth.projectDatabase (${messageOf(error)}).`,
      { cause: error },
    );
  }

  /**
   * For a file that became read-only while open, SQLite only reports a failed write; the file system gives the reason.
   */
  private async whatFailed(engineCode: string | undefined): Promise<string | undefined> {
    if (!engineCode?.startsWith('SQLITE_IOERR')) return engineCode;
    const refusal = await access(this.file, constants.W_OK).then(
      () => undefined,
      ({ code }: NodeJS.ErrnoException) => code,
    );
    return ['EACCES', 'EPERM', 'EROFS'].includes(refusal ?? '') ? 'SQLITE_READONLY' : engineCode;
  }
}

/**
 * Identifies a file, even among files of the same name; undefined if there is none. @throws the file system's other
 * errors
 */
async function identityOf(file: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function goneError(file: string, what: string): ThothError {
  return new ThothError(
    'PROJECT_DATABASE_GONE',
    `The project database "${file}" was ${what} while it was in use: nothing more can be saved into it. ` +
      'Put it back, or choose another file in the setting thoth.projectDatabase, and try again.',
  );
}

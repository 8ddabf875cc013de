/** What went wrong, for programs; the error's message is for people. */
export type ErrorCode =
  | 'CANCELLED'
  | 'INVALID_ARGUMENT'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'ALREADY_RUNNING'
  | 'DESCRIPTION_CHANGED'
  | 'LEASE_LOST'
  | 'NATIVE_BINDING'
  | 'PROJECT_DATABASE_UNREADABLE'
  | 'PROJECT_DATABASE_FOREIGN'
  | 'PROJECT_DATABASE_NEWER'
  | 'PROJECT_DATABASE_READ_ONLY'
  | 'PROJECT_DATABASE_UNSUPPORTED'
  | 'PROJECT_DATABASE_LOGIN_REFUSED'
  | 'PROJECT_DATABASE_TLS_GONE'
  | 'PROJECT_DATABASE_PLAIN_PASSWORD'
  | 'PROJECT_DATABASE_LOCKED'
  | 'PROJECT_DATABASE_FULL'
  | 'PROJECT_DATABASE_DAMAGED'
  | 'PROJECT_DATABASE_GONE'
  | 'SOURCE_NOT_FOUND'
  | 'SOURCE_UNREADABLE'
  | 'SOURCE_UNSUPPORTED'
  | 'SOURCE_HOST_UNREACHABLE'
  | 'SOURCE_PORT_REFUSED'
  | 'SOURCE_LOGIN_REFUSED'
  | 'SOURCE_DATABASE_NOT_FOUND'
  | 'SOURCE_SCHEMA_NOT_FOUND'
  | 'SOURCE_TLS_REQUIRED'
  | 'SOURCE_TLS_REFUSED'
  | 'SOURCE_TLS_GONE'
  | 'SOURCE_PLAIN_PASSWORD'
  | 'SOURCE_PERMISSION_DENIED'
  | 'SOURCE_SAMPLE_WITHHELD'
  | 'SOURCE_TIMEOUT'
  | 'SOURCE_CONNECTION_LOST'
  | 'SSH_HOST_UNREACHABLE'
  | 'SSH_HOST_KEY_UNKNOWN'
  | 'SSH_HOST_KEY_CHANGED'
  | 'SSH_LOGIN_REFUSED'
  | 'SSH_FAILED'
  | 'COMMENTS_NO_MODEL'
  | 'COMMENTS_NO_PERMISSION'
  | 'COMMENTS_KEY_REFUSED'
  | 'COMMENTS_BLOCKED'
  | 'COMMENTS_QUOTA'
  | 'COMMENTS_TIMEOUT'
  | 'COMMENTS_SERVER_FAILED'
  | 'COMMENTS_BAD_REPLY'
  | 'COMMENTS_BREAKER_OPEN';

/**
 * The only error type that Thoth throws on purpose. Its message says what was wrong, with which input, and what to do;
 * `cause` is the original error.
 */
export class ThothError extends Error {
  override readonly name = 'ThothError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Whether an error has the given code. */
export function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof ThothError && error.code === code;
}

/** Whether an error means that the work was cancelled: by Thoth, or by an AbortSignal in Node or a package. */
export function isCancelled(error: unknown): boolean {
  return hasCode(error, 'CANCELLED') || (error instanceof Error && error.name === 'AbortError');
}

/** The error of work that was cancelled by this signal. */
export function cancelledError(signal: AbortSignal): ThothError {
  return new ThothError('CANCELLED', 'The task was cancelled.', { cause: signal.reason });
}

/** @throws ThothError CANCELLED if the signal is aborted */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelledError(signal);
}

/** The message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The stack of any thrown value, for unexpected errors; its message if it has no stack. */
export function stackOf(error: unknown): string {
  return (error instanceof Error && error.stack) || messageOf(error);
}

/** The code of an error of Node, a driver or a package, such as `ECONNREFUSED`; empty where it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Whether an error of Node's file system means that there is no such file. */
export function meansNoFile(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
}

/**
 * The code of the innermost error (`SQLITE_BUSY`, `EACCES`…), inside errors of Sequelize (`parent`) and others
 * (`cause`).
 */
export function engineCodeOf(error: unknown): string | undefined {
  for (let current = error; current instanceof Error;) {
    const { code, parent, cause } = current as Error & { code?: unknown; parent?: unknown };
    const next = parent ?? cause;
    if (typeof code === 'string' && !(next instanceof Error)) return code;
    current = next;
  }
  return undefined;
}

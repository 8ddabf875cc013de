import type { SqliteValue } from '../../../base/sqlite';

/** How large the answer of one query may be, in characters. */
export interface AnswerLimits {
  /** Of one row. */
  readonly row: number;
  /** Of all rows together. */
  readonly rows: number;
}

/** A query whose rows have one column, `text`. */
export interface ReadRequest {
  readonly sql: string;
  readonly parameters: readonly SqliteValue[];
  readonly limits: AnswerLimits;
}

/** An error as it crosses to another process. */
export interface ReaderError {
  readonly code: string;
  readonly message: string;
}

/**
 * What the process sends: `opened` or `failed` after its start, and any number of `rows` and then `done` or `failed` for
 * a request. `exhausted` comes at any time, and the process ends after it.
 */
export type ReaderMessage =
  | { readonly type: 'opened' }
  | { readonly type: 'rows'; readonly rows: readonly string[] }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly error: ReaderError }
  | { readonly type: 'exhausted' };

/** The code of an error that an answer is larger than its limits. */
export const tooLarge = 'TOO_LARGE';

/** The memory of the process, in megabytes: SQLite's, that of JavaScript, and everything together. */
export const memoryLimits = { sqlite: 128, javaScript: 192, process: 512 } as const;

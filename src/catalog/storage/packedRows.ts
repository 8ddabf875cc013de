import { yieldToEventLoop } from '../../base/clock';
import { ThothError } from '../../base/errors';
import type { Connection, SqlValue } from './connection';
import { storable } from './storable';

/** How many rows are turned to JSON, or read from it, without a turn of the event loop: some milliseconds' worth. */
export const rowsAtOnce = 2_000;

export type Row = readonly SqlValue[];

/** The rows of a query whose column `packed` is JSON, by result row; the event loop gets a turn between two of them. */
export async function* packedPages<T>(
  connection: Connection,
  sql: string,
  ...bind: readonly SqlValue[]
): AsyncGenerator<readonly T[]> {
  const pages = await connection.rows<{ packed: string }>(sql, ...bind);
  for (const [index, { packed }] of pages.entries()) {
    if (index > 0) await yieldToEventLoop();
    yield parsePacked<T>(packed);
  }
}

/** Reads what `SqlDialect.packed` made. @throws ThothError PROJECT_DATABASE_UNREADABLE where the server cut it short */
export function parsePacked<T>(packed: string): readonly T[] {
  try {
    return JSON.parse(packed) as T[];
  } catch (cause) {
    throw new ThothError(
      'PROJECT_DATABASE_UNREADABLE',
      `An answer of the project database was cut short after ${packed.length} characters. ` +
        'Raise max_allowed_packet in the settings of its server.',
      { cause },
    );
  }
}

/** Runs a statement of `SqlDialect.insertRows` or `updateRows` over all rows. */
export async function writeRows(connection: Connection, sql: string, rows: readonly Row[]): Promise<void> {
  for (const slice of slicesOf(rows)) {
    for (const packed of packRows(slice)) await connection.change(sql, packed);
  }
}

/** A list as JSON, every text in it as all engines keep it. */
export function pack(list: readonly unknown[]): string {
  const packed = JSON.stringify(list);
  // JSON has what they do not keep as \u…, and finding that takes next to no time; looking through the list does
  return packed.includes(String.raw`\u`) ? JSON.stringify(storable(list)) : packed;
}

/** So many characters fit into a packet of the servers, whatever characters they are. */
const longestPacked = 2_000_000;

/** Rows as JSON arrays, each of which one statement can take on every engine; a single row is never cut. */
export function* packRows(rows: readonly Row[]): Generator<string> {
  const packed = pack(rows);
  if (packed.length <= longestPacked || rows.length <= 1) {
    yield packed;
    return;
  }
  const half = Math.ceil(rows.length / 2);
  yield* packRows(rows.slice(0, half));
  yield* packRows(rows.slice(half));
}

/** Cuts a list into pieces of `rowsAtOnce`. */
export function* slicesOf<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += rowsAtOnce) yield items.slice(start, start + rowsAtOnce);
}

/** Cuts a list into pieces whose weights add up to `rowsAtOnce` at most; what is heavier stands alone. */
export function* pagesOf<T>(items: readonly T[], weightOf: (item: T) => number): Generator<readonly T[]> {
  let page: T[] = [];
  let weight = 0;
  for (const item of items) {
    const own = weightOf(item);
    if (page.length > 0 && weight + own > rowsAtOnce) {
      yield page;
      page = [];
      weight = 0;
    }
    page.push(item);
    weight += own;
  }
  if (page.length > 0) yield page;
}

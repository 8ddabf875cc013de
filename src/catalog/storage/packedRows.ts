import { ThothError } from '../../base/errors';
import type { Connection, SqlValue } from './connection';
import { storable } from './storable';

/** How many rows are turned into JSON, or read from it, without a turn of the event loop: some milliseconds' worth. */
export const rowsAtOnce = 2_000;

/** The values of a row that is written, in the order of the fields that are written. */
export type PackedRow = readonly SqlValue[];

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
export async function writePacked(connection: Connection, sql: string, rows: readonly PackedRow[]): Promise<void> {
  for (const slice of slicesOf(rows)) {
    for (const packed of packRows(slice)) await connection.change(sql, packed);
  }
}

/** A list as JSON, every text in it as all engines keep it. */
export function pack(list: readonly unknown[]): string {
  const packed = JSON.stringify(list);
  // JSON has what engines do not keep as \u…: finding that in the text is far cheaper than looking through the list
  return packed.includes(String.raw`\u`) ? JSON.stringify(storable(list)) : packed;
}

/** This many characters fit into a packet of the servers, whichever characters they are. */
const maxPackedLength = 2_000_000;

/** Rows as JSON arrays, each of which one statement can take on every engine; a single row is never cut. */
export function* packRows(rows: readonly PackedRow[]): Generator<string> {
  const packed = pack(rows);
  if (packed.length <= maxPackedLength || rows.length <= 1) {
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

/** Cuts a list into pieces whose weights add up to `rowsAtOnce` at most; a heavier item is a piece of its own. */
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

import { ThothError } from '../../base/errors';
import type { Connection, SqlValue } from './connection';
import { storable } from './storable';

/**
 * How many rows are turned into JSON, or parsed from it, before a turn of the event loop: this takes a few
 * milliseconds.
 */
export const rowsAtOnce = 2_000;

/** The values of a row to write, in the order of the written fields. */
export type PackedRow = readonly SqlValue[];

/**
 * Parses the result of `SqlDialect.packed`. @throws ThothError PROJECT_DATABASE_UNREADABLE if the server truncated it
 */
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

/** Runs a statement of `SqlDialect.insertRows` or `updateRows` over all rows. @returns how many rows it changed */
export async function writePacked(connection: Connection, sql: string, rows: readonly PackedRow[]): Promise<number> {
  let changed = 0;
  for (const slice of slicesOf(rows)) {
    for (const packed of packRows(slice)) changed += await connection.change(sql, packed);
  }
  return changed;
}

/** A list as JSON, with every text in a form that all engines can store. */
export function pack(list: readonly unknown[]): string {
  const packed = JSON.stringify(list);
  // Characters that engines cannot store are written \u… in JSON: searching the text for that is far cheaper than
  // checking the list.
  return packed.includes(String.raw`\u`) ? JSON.stringify(storable(list)) : packed;
}

/** A text of this many characters, of any kind, fits into a packet of the servers. */
const maxPackedLength = 2_000_000;

/** Rows as JSON arrays, each short enough for one statement on every engine; a single row is never split. */
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

/** Splits a list into slices of `rowsAtOnce` items. */
export function* slicesOf<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += rowsAtOnce) yield items.slice(start, start + rowsAtOnce);
}

/** Splits a list into pages whose weights add up to at most `rowsAtOnce`; a heavier item is a page of its own. */
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

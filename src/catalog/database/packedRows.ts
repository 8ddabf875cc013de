import { yieldToEventLoop } from '../../base/clock';
import type { Connection, SqlValue } from './connection';

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
    yield JSON.parse(packed) as T[];
  }
}

/** Runs a statement of `SqlDialect.insertRows` or `updateRows` over all rows. */
export async function writeRows(connection: Connection, sql: string, rows: readonly Row[]): Promise<void> {
  for (const page of pagesOf(rows)) await connection.change(sql, JSON.stringify(page));
}

/** Cuts a list into pieces whose weights add up to `rowsAtOnce` at most; what is heavier stands alone. */
export function* pagesOf<T>(items: readonly T[], weightOf: (item: T) => number = () => 1): Generator<readonly T[]> {
  let start = 0;
  let weight = 0;
  for (const [index, item] of items.entries()) {
    const own = weightOf(item);
    if (index > start && weight + own > rowsAtOnce) {
      yield items.slice(start, index);
      start = index;
      weight = 0;
    }
    weight += own;
  }
  if (start < items.length) yield items.slice(start);
}

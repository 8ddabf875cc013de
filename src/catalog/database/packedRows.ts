import { yieldToEventLoop } from '../../base/clock';
import { ThothError } from '../../base/errors';
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
  for (const page of pagesOfRows(rows)) await connection.change(sql, JSON.stringify(page));
}

/** Cuts rows into pieces that one statement can take on every engine. */
export function pagesOfRows(rows: readonly Row[]): Generator<readonly Row[]> {
  return pagesOf(rows, weightOf);
}

/** So many characters weigh as much as one row does: 2,000 rows fit into a packet of the servers, whatever is in them. */
const charactersPerRow = 1_000;

function weightOf(row: Row): number {
  let characters = 0;
  for (let index = 0; index < row.length; index++) {
    const field = row[index];
    if (typeof field === 'string') characters += field.length;
  }
  return characters < charactersPerRow ? 1 : 1 + Math.floor(characters / charactersPerRow);
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

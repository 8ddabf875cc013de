import { yieldToEventLoop } from '../../base/clock';
import { throwIfCancelled } from '../../base/errors';
import { stretches } from '../stretches';
import type { SqliteQueries, TableJson } from './queries';

/** How many tables the first query reads, since nothing is known about their size yet. */
const firstPageSize = 50;
/** The largest number of tables that one query reads. */
export const largestPage = 500;
/** The targeted size of a query's JSON, in characters. */
const charactersPerPage = 2_000_000;

/**
 * Runs a query of `SqliteQueries.eachTable` over any number of tables, page by page: the next page is read while one is
 * processed. Each page comes in parts that take a few milliseconds to unpack, with a turn of the event loop after each.
 * @param firstPage how many tables the first query reads; the largest page, if no table is large
 * @throws ThothError SOURCE_UNREADABLE or CANCELLED
 */
export async function* readPages(
  queries: SqliteQueries,
  sql: string,
  tables: readonly string[],
  signal: AbortSignal,
  firstPage = firstPageSize,
): AsyncGenerator<readonly TableJson[]> {
  let start = 0;
  let size = firstPage;
  const readNext = (): Promise<readonly TableJson[]> | undefined => {
    if (start >= tables.length) return undefined;
    const page = queries.eachTable(sql, tables.slice(start, start + size), signal);
    page.catch(() => undefined);
    start += size;
    return page;
  };
  for (let reading = readNext(); reading;) {
    const page = await reading;
    size = nextPageSize(page);
    reading = readNext();
    for (const stretch of stretches(page, charactersOf)) {
      throwIfCancelled(signal);
      yield stretch;
      await yieldToEventLoop();
    }
  }
}

function nextPageSize(page: readonly TableJson[]): number {
  const characters = page.reduce((sum, one) => sum + charactersOf(one), 0);
  const fitting = Math.floor((charactersPerPage / Math.max(characters, 1)) * page.length);
  return Math.min(Math.max(fitting, 1), largestPage);
}

function charactersOf(one: TableJson): number {
  return 'json' in one ? one.json.length : 0;
}

import { ThothError, throwIfCancelled } from '../../base/errors';
import type { Catalog, RowCounts, TableRows } from '../catalog';
import { TableDigests } from './tableDigests';

export interface CopyOptions {
  /** Called after each page, with the number of rows copied and of all rows. */
  readonly onProgress?: (copied: number, total: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Copies a whole project database into another, which must be empty: workspaces, databases, their elements, runs and
 * logs, with their ids. New ids continue after the old ones. After any error, the target is empty again.
 * @returns how many rows each table has
 * @throws ThothError ALREADY_RUNNING while a task runs in the source, ALREADY_EXISTS when the target is not empty,
 * CANCELLED, or PROJECT_DATABASE_UNREADABLE when the contents differ at the end: those that were read, those that were
 * written, and those of the source by then
 */
export async function copyProjectDatabase(from: Catalog, to: Catalog, options: CopyOptions): Promise<RowCounts> {
  const { onProgress, signal } = options;
  await refuseRunning(from);
  const counts = await from.tables.countRows();
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  let read = new TableDigests();
  await to.tables.fill(
    async (insert) => {
      read = new TableDigests();
      let copied = 0;
      for await (const page of from.tables.readAll()) {
        throwIfCancelled(signal);
        read.add(page);
        await insert(page);
        copied += page.rows.length;
        onProgress?.(copied, total);
      }
    },
    async (written) => {
      refuseDifference(read, await TableDigests.of(untilCancelled(written, signal)), 'was not copied exactly');
      await refuseRunning(from);
      const now = await TableDigests.of(untilCancelled(from.tables.readAll(), signal));
      refuseDifference(read, now, 'was changed meanwhile, by another window or program');
    },
  );
  await to.tables.continueIds(await from.tables.readLastIds());
  return counts;
}

async function refuseRunning(from: Catalog): Promise<void> {
  const running = await from.runs.listRunning();
  if (running.length === 0) return;
  throw new ThothError(
    'ALREADY_RUNNING',
    `The project database cannot be copied while ${running.length === 1 ? 'a task runs' : `${running.length} tasks run`} ` +
      'in it. Wait until they have ended, or cancel them.',
  );
}

async function* untilCancelled(pages: AsyncIterable<TableRows>, signal: AbortSignal): AsyncGenerator<TableRows> {
  for await (const page of pages) {
    throwIfCancelled(signal);
    yield page;
  }
}

function refuseDifference(read: TableDigests, other: TableDigests, what: string): void {
  const table = read.differenceFrom(other);
  if (table === undefined) return;
  throw new ThothError(
    'PROJECT_DATABASE_UNREADABLE',
    `The copy was given up, and nothing was changed: the table "${table}" ${what}. Copy it again.`,
  );
}

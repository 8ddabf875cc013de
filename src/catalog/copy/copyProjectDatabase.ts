import { ThothError, throwIfCancelled } from '../../base/errors';
import type { Catalog, RowCounts } from '../catalog';

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
 * CANCELLED, or PROJECT_DATABASE_UNREADABLE when the numbers of rows differ at the end
 */
export async function copyProjectDatabase(from: Catalog, to: Catalog, options: CopyOptions): Promise<RowCounts> {
  const { onProgress, signal } = options;
  await refuseRunning(from);
  const counts = await from.tables.countRows();
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  await to.tables.fill(
    async (insert) => {
      let copied = 0;
      for await (const page of from.tables.readAll()) {
        throwIfCancelled(signal);
        await insert(page);
        copied += page.rows.length;
        onProgress?.(copied, total);
      }
    },
    async (written) => {
      throwIfCancelled(signal);
      await refuseRunning(from);
      refuseDifference(await from.tables.countRows(), written);
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

function refuseDifference(source: RowCounts, written: RowCounts): void {
  const tables = Object.keys(source) as (keyof RowCounts)[];
  const different = tables.find((table) => source[table] !== written[table]);
  if (different === undefined) return;
  throw new ThothError(
    'PROJECT_DATABASE_UNREADABLE',
    `The copy was given up: the table "${different}" has ${source[different]} rows, its copy ${written[different]}. ` +
      'Somebody may have changed the project database meanwhile. Copy it again.',
  );
}

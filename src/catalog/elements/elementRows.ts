import type { Clock } from '../../base/clock';
import { messageOf, ThothError, throwIfCancelled } from '../../base/errors';
import type { ElementStore, TableSync, TablesSync } from '../catalog';
import type { ColumnNode, ElementCounts, RelationshipNode, TableNode, TableValues } from '../../model/elements';
import type { Connection } from '../storage/connection';
import { countElements, readColumnNodes, readTableNodes } from './elementReads';
import { storable } from '../storage/storable';
import { requireLease } from '../runs/runLease';
import { readRelationshipNodes } from './relationshipReads';
import { syncColumns, type TableColumnValues } from './syncColumns';
import { syncRelationships, type TableRelationshipValues } from './syncRelationships';
import { keepFingerprints, syncTables } from './syncTables';
import type { Writer } from '../storage/writer';

type SyncBatch<Item> = (
  connection: Connection,
  sqlDbId: number,
  batch: readonly Item[],
  now: number,
) => Promise<readonly TableSync[]>;

/** The elements of the sources, as rows of `sql_table`, `sql_column` and `relationship`. */
export class ElementRows implements ElementStore {
  constructor(
    private readonly writer: Writer,
    private readonly reader: Connection,
    private readonly clock: Clock,
  ) {}

  syncTables(sqlDbId: number, taskId: string, tables: readonly TableValues[]): Promise<TablesSync> {
    return this.write(taskId, async (connection) =>
      syncTables(connection, sqlDbId, storable(tables), this.clock.now()),
    );
  }

  syncColumns(
    sqlDbId: number,
    taskId: string,
    batch: readonly TableColumnValues[],
    signal: AbortSignal,
  ): Promise<readonly TableSync[]> {
    return this.syncBatch(syncColumns, sqlDbId, taskId, batch, signal);
  }

  syncRelationships(
    sqlDbId: number,
    taskId: string,
    batch: readonly TableRelationshipValues[],
    signal: AbortSignal,
  ): Promise<readonly TableSync[]> {
    return this.syncBatch(syncRelationships, sqlDbId, taskId, batch, signal);
  }

  finishSync(
    sqlDbId: number,
    taskId: string,
    whole: readonly Pick<TableValues, 'name' | 'fingerprint'>[],
  ): Promise<ElementCounts> {
    return this.write(taskId, async (connection) => {
      await keepFingerprints(connection, sqlDbId, storable(whole));
      // on the connection that has just written the rows: their pages are still in its cache
      return countElements(connection, sqlDbId);
    });
  }

  count(sqlDbId: number): Promise<ElementCounts> {
    return countElements(this.reader, sqlDbId);
  }

  listTables(sqlDbId: number): Promise<readonly TableNode[]> {
    return readTableNodes(this.reader, sqlDbId);
  }

  listColumns(tableId: number): Promise<readonly ColumnNode[]> {
    return readColumnNodes(this.reader, tableId);
  }

  listRelationships(sqlDbId: number): Promise<readonly RelationshipNode[]> {
    return readRelationshipNodes(this.reader, sqlDbId);
  }

  /** Runs a transaction for a run that still holds its lease: a run that was declared dead must not write. */
  private write<T>(taskId: string, work: (connection: Connection) => Promise<T>): Promise<T> {
    const transaction = async (connection: Connection): Promise<T> => {
      // both at once, which saves a round trip per batch; on PostgreSQL, `work` fails too where the lease check has
      // failed
      const [holding, working] = await Promise.allSettled([requireLease(connection, taskId), work(connection)]);
      if (holding.status === 'rejected') throw holding.reason;
      if (working.status === 'rejected') throw working.reason;
      return working.value;
    };
    return this.writer.transaction(transaction, { isIdempotent: true });
  }

  private async syncBatch<Item extends { readonly table: string }>(
    sync: SyncBatch<Item>,
    sqlDbId: number,
    taskId: string,
    batch: readonly Item[],
    signal: AbortSignal,
  ): Promise<readonly TableSync[]> {
    const [first] = batch;
    if (!first) return [];
    try {
      return await this.write(taskId, async (connection) => {
        const results = await sync(connection, sqlDbId, batch, this.clock.now());
        throwIfCancelled(signal);
        return results;
      });
    } catch (error) {
      if (!this.writer.connection.engine.isOfRows(error)) throw error;
      if (batch.length === 1) return [{ table: first.table, error: tableRefused(first.table, error) }];
    }
    const results: TableSync[] = [];
    for (const item of batch) results.push(...(await this.syncBatch(sync, sqlDbId, taskId, [item], signal)));
    return results;
  }
}

function tableRefused(table: string, cause: unknown): ThothError {
  const reason = cause instanceof Error && 'parent' in cause ? cause.parent : cause;
  return new ThothError(
    'INVALID_ARGUMENT',
    `What the source tells of the table "${table}" cannot be stored: ${messageOf(reason)}. ` +
      'The table was left as it was, the others were written.',
    { cause },
  );
}

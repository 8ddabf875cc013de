import type { Clock } from '../../base/clock';
import { messageOf, ThothError, throwIfCancelled } from '../../base/errors';
import type {
  ColumnNode,
  ElementCounts,
  ElementStore,
  RelationshipNode,
  TableNode,
  TablesSync,
  TableSync,
  TableValues,
} from '../catalog';
import type { Connection } from '../database/connection';
import { countElements, readColumnNodes, readTableNodes } from './elementReads';
import { storable } from '../database/storable';
import { readRelationshipNodes } from './relationshipReads';
import { syncColumns, type TableColumnValues } from './syncColumns';
import { syncRelationships, type TableRelationshipValues } from './syncRelationships';
import { keepFingerprints, syncTables } from './syncTables';
import type { Writer } from '../database/writer';

type SyncBatch<Item> = (
  connection: Connection,
  sqlDbId: number,
  batch: readonly Item[],
  now: number,
) => Promise<readonly TableSync[]>;

/** What the catalog knows of the sources, as rows of `sql_table`, `sql_column` and `relationship`. */
export class SqlElementStore implements ElementStore {
  constructor(
    private readonly writer: Writer,
    private readonly reader: Connection,
    private readonly clock: Clock,
  ) {}

  syncTables(sqlDbId: number, tables: readonly TableValues[]): Promise<TablesSync> {
    return this.writer.transaction((connection) => syncTables(connection, sqlDbId, storable(tables), this.clock.now()));
  }

  syncColumns(
    sqlDbId: number,
    batch: readonly TableColumnValues[],
    signal: AbortSignal,
  ): Promise<readonly TableSync[]> {
    return this.syncBatch(syncColumns, sqlDbId, storable(batch), signal);
  }

  syncRelationships(
    sqlDbId: number,
    batch: readonly TableRelationshipValues[],
    signal: AbortSignal,
  ): Promise<readonly TableSync[]> {
    return this.syncBatch(syncRelationships, sqlDbId, storable(batch), signal);
  }

  keepFingerprints(sqlDbId: number, tables: readonly Pick<TableValues, 'name' | 'fingerprint'>[]): Promise<void> {
    return this.writer.transaction((connection) => keepFingerprints(connection, sqlDbId, storable(tables)));
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

  private async syncBatch<Item extends { readonly table: string }>(
    sync: SyncBatch<Item>,
    sqlDbId: number,
    batch: readonly Item[],
    signal: AbortSignal,
  ): Promise<readonly TableSync[]> {
    const [first] = batch;
    if (!first) return [];
    try {
      return await this.writer.transaction(async (connection) => {
        const results = await sync(connection, sqlDbId, batch, this.clock.now());
        throwIfCancelled(signal);
        return results;
      });
    } catch (error) {
      if (!this.writer.connection.engine.isOfRows(error)) throw error;
      if (batch.length === 1) return [{ table: first.table, error: tableRefused(first.table, error) }];
    }
    const results: TableSync[] = [];
    for (const item of batch) results.push(...(await this.syncBatch(sync, sqlDbId, [item], signal)));
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

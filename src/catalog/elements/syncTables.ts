import { yieldToEventLoop } from '../../base/clock';
import type { SyncCounts, TableValues } from '../catalog';
import type { Connection } from '../database/connection';
import { mergeDescription } from './description';
import { packedPages, pagesOf, rowsAtOnce } from '../database/packedRows';
import { newTally, RowChanges, type Tally } from './rowChanges';

type StoredTable = readonly [
  id: number,
  name: string,
  kind: string,
  description: string,
  sourceDescription: string,
  gone: 0 | 1,
];

/** Makes a SqlDb's tables those of the source, within a transaction. */
export async function syncTables(
  connection: Connection,
  sqlDbId: number,
  tables: readonly TableValues[],
  now: number,
): Promise<SyncCounts> {
  const stored = await readStoredTables(connection, sqlDbId);
  const changes = new RowChanges(
    'sql_table',
    ['sql_db_id', 'name', 'kind', 'description', 'source_description'],
    ['kind', 'description', 'source_description'],
    now,
  );
  const tally = newTally();
  for (const page of pagesOf(tables)) {
    for (const table of page) {
      const known = stored.get(table.name);
      stored.delete(table.name);
      if (known) {
        compare(known, table, changes, tally);
      } else {
        changes.insert(sqlDbId, table.name, table.kind, table.description, table.description);
        tally.created += 1;
      }
    }
    await yieldToEventLoop();
  }
  for (const [id, , , , , gone] of stored.values()) {
    if (gone) continue;
    changes.markGone(connection, id);
    tally.gone += 1;
  }
  await changes.write(connection);
  return tally;
}

async function readStoredTables(connection: Connection, sqlDbId: number): Promise<Map<string, StoredTable>> {
  const fields = ['id', 'name', 'kind', 'description', 'source_description', 'gone_at IS NOT NULL'];
  const pages = packedPages<StoredTable>(
    connection,
    `SELECT ${connection.dialect.packed(fields)} AS packed FROM sql_table WHERE sql_db_id = $1 ` +
      `GROUP BY ${connection.dialect.page('id', rowsAtOnce)}`,
    sqlDbId,
  );
  const stored = new Map<string, StoredTable>();
  for await (const page of pages) {
    for (const row of page) stored.set(row[1], row);
  }
  return stored;
}

function compare(stored: StoredTable, table: TableValues, changes: RowChanges, tally: Tally): void {
  const [id, , kind, description, sourceDescription, gone] = stored;
  const merged = mergeDescription({ description, sourceDescription }, table.description);
  const visible = gone === 1 || kind !== table.kind || description !== merged.description;
  tally[visible ? 'updated' : 'skipped'] += 1;
  if (visible || sourceDescription !== merged.sourceDescription) {
    changes.update(id, table.kind, merged.description, merged.sourceDescription);
  }
}

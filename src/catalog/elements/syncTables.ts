import { yieldToEventLoop } from '../../base/clock';
import type { TablesSync } from '../catalog';
import type { TableValues } from '../../model/elements';
import type { Connection } from '../storage/connection';
import { mergeDescription } from './description';
import { packedPages, rowsAtOnce, slicesOf, writeRows, type Row } from '../storage/packedRows';
import { newRowColumns, newTally, RowChanges, type Tally } from './rowChanges';
import { readTableElements } from './tableElements';
import { whetherGone } from './whetherGone';

type StoredTable = readonly [
  id: number,
  name: string,
  kind: string,
  description: string,
  sourceDescription: string,
  gone: 0 | 1,
  fingerprint: string,
];

/** Makes a SqlDb's tables those of the source, within a transaction. */
export async function syncTables(
  connection: Connection,
  sqlDbId: number,
  tables: readonly TableValues[],
  now: number,
): Promise<TablesSync> {
  const stored = await readStoredTables(connection, sqlDbId);
  const all = [...stored.values()];
  const changes = new RowChanges(
    'sql_table',
    newRowColumns('sql_db_id', 'name', 'kind', ['description', 'source_description']),
    ['kind', 'description', 'source_description'],
    now,
  );
  const tally = newTally();
  const unchanged: StoredTable[] = [];
  for (const slice of slicesOf(tables)) {
    for (const table of slice) {
      const known = stored.get(table.name);
      stored.delete(table.name);
      if (known) {
        compare(known, table, changes, tally);
        if (isUnchanged(known, table)) unchanged.push(known);
      } else {
        changes.insert([sqlDbId, table.name, table.kind, table.description]);
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
  await forgetFingerprints(connection, all, unchanged);
  return { counts: tally, unchanged: await readTableElements(connection, sqlDbId, unchanged) };
}

function isUnchanged(stored: StoredTable, table: TableValues): boolean {
  const [, , , , , gone, fingerprint] = stored;
  return gone === 0 && fingerprint !== '' && fingerprint === table.fingerprint;
}

/** Whatever happens to the other tables from now on, the stored fingerprint does not speak of it. */
async function forgetFingerprints(
  connection: Connection,
  all: readonly StoredTable[],
  unchanged: readonly StoredTable[],
): Promise<void> {
  const kept = new Set(unchanged);
  const stale = all.filter((table) => table[6] !== '' && !kept.has(table));
  await writeRows(
    connection,
    connection.dialect.updateRows('sql_table', ['fingerprint']),
    stale.map(([id]) => [id, '']),
  );
}

/** Stores the fingerprints of tables that were read and written whole, within a transaction. */
export async function keepFingerprints(
  connection: Connection,
  sqlDbId: number,
  tables: readonly Pick<TableValues, 'name' | 'fingerprint'>[],
): Promise<void> {
  const fresh = tables.filter(({ fingerprint }) => fingerprint !== '');
  if (fresh.length === 0) return;
  const stored = await readStoredTables(connection, sqlDbId);
  const rows = fresh.flatMap(({ name, fingerprint }): Row[] => {
    const known = stored.get(name);
    return known ? [[known[0], fingerprint]] : [];
  });
  await writeRows(connection, connection.dialect.updateRows('sql_table', ['fingerprint']), rows);
}

async function readStoredTables(connection: Connection, sqlDbId: number): Promise<Map<string, StoredTable>> {
  const fields = ['id', 'name', 'kind', 'description', 'source_description', whetherGone('gone_at'), 'fingerprint'];
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

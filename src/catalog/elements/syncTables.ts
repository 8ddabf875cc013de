import { yieldToEventLoop } from '../../base/clock';
import type { TableElements, TablesSync } from '../catalog';
import type { TableValues } from '../../model/elements';
import { sqlTable } from '../fields/sqlTable';
import type { Connection } from '../storage/connection';
import { rowsAtOnce, slicesOf } from '../storage/packedRows';
import { columns, isGone, readPages, select, type Expression, type SelectedRow } from '../storage/selection';
import { updateRows, written } from '../storage/writtenFields';
import { caseRenames } from './caseRenames';
import { changeDescriptions, followSource, sourceAuthor, type DescriptionChange } from './descriptions';
import { newTally, RowChanges, type ChangesOf, type Tally } from './rowChanges';

const storedTable = select({
  ...columns(sqlTable, ['id', 'name', 'kind', 'description', 'descriptionAuthor', 'sourceDescription', 'fingerprint']),
  gone: isGone('gone_at'),
});

type StoredTable = SelectedRow<typeof storedTable>;

const synced = {
  inserted: written(sqlTable, ['sqlDbId', 'name', 'kind', 'description', 'descriptionAuthor'], {
    sourceDescription: 'description',
  }),
  updated: written(sqlTable, ['id', 'name', 'kind', 'sourceDescription', 'goneAt']),
  markedGone: written(sqlTable, ['id', 'goneAt']),
};
type TableChanges = ChangesOf<typeof synced>;

const fingerprints = written(sqlTable, ['id', 'fingerprint']);

/** Makes a SqlDb's tables those of the source, within a transaction. */
export async function syncTables(
  connection: Connection,
  sqlDbId: number,
  tables: readonly TableValues[],
  now: number,
): Promise<TablesSync> {
  const stored = await readStoredTables(connection, sqlDbId);
  const all = [...stored.values()];
  const changes = new RowChanges(connection, synced, now);
  const descriptions: DescriptionChange[] = [];
  const tally = newTally();
  const unchanged: StoredTable[] = [];
  const renamed = caseRenames(stored, tables);
  for (const slice of slicesOf(tables)) {
    for (const table of slice) {
      const known = stored.get(table.name) ?? renamed.get(table.name);
      if (known) {
        stored.delete(known.name);
        compare(known, table, changes, descriptions, tally);
        if (isUnchanged(known, table)) unchanged.push(known);
      } else {
        changes.insert({ sqlDbId, descriptionAuthor: sourceAuthor(table.description) }, table);
        tally.created += 1;
      }
    }
    await yieldToEventLoop();
  }
  for (const { id, gone } of stored.values()) {
    if (gone) continue;
    changes.markGone(id);
    tally.gone += 1;
  }
  await changes.write();
  await changeDescriptions(connection, 'table', descriptions);
  await forgetFingerprints(connection, all, unchanged);
  return { counts: tally, unchanged: await readTableElements(connection, sqlDbId, unchanged) };
}

function isUnchanged(stored: StoredTable, table: TableValues): boolean {
  return !stored.gone && stored.fingerprint !== '' && stored.fingerprint === table.fingerprint;
}

/**
 * Clears the fingerprints of all tables but the unchanged ones, so that they are read again even if this sync stops
 * early.
 */
async function forgetFingerprints(
  connection: Connection,
  all: readonly StoredTable[],
  unchanged: readonly StoredTable[],
): Promise<void> {
  const kept = new Set(unchanged);
  const stale = all.filter((table) => table.fingerprint !== '' && !kept.has(table));
  await updateRows(
    connection,
    fingerprints,
    stale.map(({ id }) => ({ id, fingerprint: '' })),
  );
}

/** Stores the fingerprints of tables that were read and written completely, within a transaction. */
export async function keepFingerprints(
  connection: Connection,
  sqlDbId: number,
  tables: readonly Pick<TableValues, 'name' | 'fingerprint'>[],
): Promise<void> {
  const fresh = tables.filter(({ fingerprint }) => fingerprint !== '');
  if (fresh.length === 0) return;
  const stored = await readStoredTables(connection, sqlDbId);
  const rows = fresh.flatMap(({ name, fingerprint }) => {
    const known = stored.get(name);
    return known ? [{ id: known.id, fingerprint }] : [];
  });
  await updateRows(connection, fingerprints, rows);
}

async function readStoredTables(connection: Connection, sqlDbId: number): Promise<Map<string, StoredTable>> {
  const page = connection.dialect.page('id', rowsAtOnce);
  const rest = `FROM sql_table WHERE sql_db_id = $1 GROUP BY ${page}`;
  const stored = new Map<string, StoredTable>();
  for await (const tables of readPages(connection, storedTable, rest, sqlDbId)) {
    for (const table of tables) stored.set(table.name, table);
  }
  return stored;
}

function compare(
  stored: StoredTable,
  table: TableValues,
  changes: TableChanges,
  descriptions: DescriptionChange[],
  tally: Tally,
): void {
  const { id, gone, kind, name, sourceDescription } = stored;
  const described = followSource(stored, table.description);
  const differs = gone || kind !== table.kind || name !== table.name;
  tally[differs || described ? 'updated' : 'skipped'] += 1;
  if (differs || sourceDescription !== table.description) {
    changes.update({ id, goneAt: null, sourceDescription: table.description }, table);
  }
  if (described) descriptions.push(described);
}

/** How many columns and relationships some tables of a SqlDb have, by their names; two queries for any number of tables. */
async function readTableElements(
  connection: Connection,
  sqlDbId: number,
  tables: readonly StoredTable[],
): Promise<ReadonlyMap<string, TableElements>> {
  if (tables.length === 0) return new Map();
  const columns = await countByTable(connection, sqlDbId, 'sql_column', 'sql_table_id');
  const relationships = await countByTable(connection, sqlDbId, 'relationship', 'source_table_id');
  return new Map(
    tables.map(({ id, name }) => [name, { columns: columns.get(id) ?? 0, relationships: relationships.get(id) ?? 0 }]),
  );
}

const elementCount = select({
  tableId: { sql: 'table_id', kind: 'reference' } as Expression<number>,
  count: { sql: 'elements', kind: 'integer' } as Expression<number>,
});

async function countByTable(
  connection: Connection,
  sqlDbId: number,
  elements: string,
  tableId: string,
): Promise<ReadonlyMap<number, number>> {
  const counted =
    `SELECT ${tableId} AS table_id, count(*) AS elements FROM sql_table JOIN ${elements} ON ${tableId} = sql_table.id ` +
    `WHERE sql_db_id = $1 AND ${elements}.gone_at IS NULL GROUP BY ${tableId}`;
  const page = connection.dialect.page('table_id', rowsAtOnce);
  const rest = `FROM (${counted}) AS counted GROUP BY ${page}`;
  const counts = new Map<number, number>();
  for await (const rows of readPages(connection, elementCount, rest, sqlDbId)) {
    for (const { tableId: id, count } of rows) counts.set(id, count);
  }
  return counts;
}

import { ThothError } from '../../base/errors';
import type { TableSync } from '../catalog';
import type { RelationshipValues } from '../../model/elements';
import type { Connection } from '../storage/connection';
import { pagesOf, writeRows } from '../storage/packedRows';
import { storable } from '../storage/storable';
import { ForeignKeyFields, readEnds, type RelationshipEnds } from './relationshipEnds';
import { newRowColumns, newTally, RowChanges, type Tally } from './rowChanges';
import { readTablesWith, tableNotFound, type StoredTable } from './storedTables';
import { whetherGone } from './whetherGone';

type StoredPair = readonly [
  id: number,
  constraintKey: string,
  position: number,
  sourceColumn: string,
  targetTable: string,
  targetColumn: string,
  gone: 0 | 1,
  sourceColumnId: number,
  foreignKey: string,
];
const storedFields = [
  'relationship.id',
  'constraint_key',
  'relationship.position',
  'source.original_column_name',
  'target_table.name',
  'target.original_column_name',
  whetherGone('relationship.gone_at'),
  'source.id',
  'source.fk_field',
];
const endColumns = ['source_column_id', 'target_table_id', 'target_column_id'];

/** A table and its foreign keys as they were read from the source. */
export interface TableRelationshipValues {
  readonly table: string;
  readonly relationships: readonly RelationshipValues[];
}

/** What is to be done with the relationships of one table. */
interface TablePlan {
  readonly table: string;
  readonly tableId: number;
  readonly stored: readonly StoredPair[];
  readonly unchanged: readonly StoredPair[];
  /** New ones, and those that differ from the stored one of the same key and position. */
  readonly changed: readonly { readonly values: RelationshipValues; readonly stored: StoredPair | undefined }[];
  readonly vanished: readonly StoredPair[];
}

/** Makes each given table's relationships, and its columns' `fk_field`, those of the source, within a transaction. */
export async function syncRelationships(
  connection: Connection,
  sqlDbId: number,
  batch: readonly TableRelationshipValues[],
  now: number,
): Promise<readonly TableSync[]> {
  const results: TableSync[] = [];
  for (const page of pagesOf(batch, ({ relationships }) => relationships.length + 1)) {
    results.push(...(await syncPage(connection, sqlDbId, page, now)));
  }
  return results;
}

async function syncPage(
  connection: Connection,
  sqlDbId: number,
  page: readonly TableRelationshipValues[],
  now: number,
): Promise<readonly TableSync[]> {
  const stored = await readStored(connection, sqlDbId, page);
  const plans = new Map<string, TablePlan>();
  for (const { table, relationships } of page) {
    const known = stored.get(storable(table));
    if (known) plans.set(table, planTable(table, known, relationships));
  }
  const toResolve = [...plans.values()].flatMap((plan) =>
    plan.changed.map(({ values }) => ({ tableId: plan.tableId, values })),
  );
  const ends = await readEnds(connection, sqlDbId, toResolve);
  const changes = new RowChanges(
    'relationship',
    newRowColumns('source_table_id', 'constraint_key', 'position', ...endColumns),
    endColumns,
    now,
  );
  const foreignKeys = new ForeignKeyFields();
  const results = page.map(({ table }): TableSync => {
    const plan = plans.get(table);
    if (!plan) return { table, error: tableNotFound(table) };
    const missing = plan.changed.find(({ values }) => !ends.has(values));
    if (missing) return { table, error: endNotFound(table, missing.values) };
    return { table, counts: applyPlan(connection, plan, ends, changes, foreignKeys) };
  });
  await changes.write(connection);
  await writeRows(connection, connection.dialect.updateRows('sql_column', ['fk_field']), foreignKeys.changed());
  return results;
}

function readStored(
  connection: Connection,
  sqlDbId: number,
  page: readonly TableRelationshipValues[],
): Promise<ReadonlyMap<string, StoredTable<StoredPair>>> {
  return readTablesWith(
    connection,
    sqlDbId,
    page.map(({ table }) => table),
    `SELECT ${connection.dialect.packed(storedFields)} FROM relationship ` +
      'JOIN sql_column source ON source.id = source_column_id ' +
      'JOIN sql_table target_table ON target_table.id = target_table_id ' +
      'JOIN sql_column target ON target.id = target_column_id WHERE source_table_id = sql_table.id',
  );
}

function planTable(
  table: string,
  stored: StoredTable<StoredPair>,
  relationships: readonly RelationshipValues[],
): TablePlan {
  const rows = stored.unpack();
  const rest = new Map(rows.map((row) => [`${row[2]} ${row[1]}`, row]));
  const comparable = rest.size > 0 ? storable(relationships) : relationships;
  const unchanged: StoredPair[] = [];
  const changed: { values: RelationshipValues; stored: StoredPair | undefined }[] = [];
  for (const values of comparable) {
    const key = `${values.position} ${values.constraintKey}`;
    const known = rest.get(key);
    rest.delete(key);
    if (known && isSame(known, values)) unchanged.push(known);
    else changed.push({ values, stored: known });
  }
  const vanished = [...rest.values()].filter(([, , , , , , gone]) => !gone);
  return { table, tableId: stored.id, stored: rows, unchanged, changed, vanished };
}

function isSame(stored: StoredPair, values: RelationshipValues): boolean {
  const [, , , sourceColumn, targetTable, targetColumn, gone] = stored;
  return (
    !gone &&
    sourceColumn === values.sourceColumn &&
    targetTable === values.targetTable &&
    targetColumn === values.targetColumn
  );
}

function applyPlan(
  connection: Connection,
  plan: TablePlan,
  allEnds: ReadonlyMap<RelationshipValues, RelationshipEnds>,
  changes: RowChanges,
  foreignKeys: ForeignKeyFields,
): Tally {
  const tally = newTally();
  for (const pair of plan.stored) foreignKeys.found(pair[7], pair[8]);
  for (const [, , , , targetTable, targetColumn, , sourceColumnId] of plan.unchanged) {
    foreignKeys.add(sourceColumnId, targetTable, targetColumn);
    tally.skipped += 1;
  }
  for (const { values, stored } of plan.changed) {
    const ends = allEnds.get(values);
    if (!ends) continue;
    foreignKeys.found(ends.sourceColumnId, ends.foreignKey);
    foreignKeys.add(ends.sourceColumnId, values.targetTable, values.targetColumn);
    const endIds = [ends.sourceColumnId, ends.targetTableId, ends.targetColumnId];
    if (stored) changes.update(stored[0], ...endIds);
    else changes.insert([plan.tableId, values.constraintKey, values.position, ...endIds]);
    tally[stored ? 'updated' : 'created'] += 1;
  }
  for (const [id] of plan.vanished) {
    changes.markGone(connection, id);
    tally.gone += 1;
  }
  return tally;
}

function endNotFound(table: string, missing: RelationshipValues): ThothError {
  const { sourceColumn, targetTable, targetColumn } = missing;
  return new ThothError(
    'NOT_FOUND',
    `The foreign key "${table}"."${sourceColumn}" → "${targetTable}"."${targetColumn}" was not stored, nor were ` +
      'the others of its table: one of these columns is not in the catalog. ' +
      'See in the log whether reading it failed, and run again.',
  );
}

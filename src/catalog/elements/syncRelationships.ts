import { ThothError } from '../../base/errors';
import type { TableSync } from '../catalog';
import type { RelationshipValues } from '../../model/elements';
import type { Connection } from '../storage/connection';
import { relationship } from '../fields/relationship';
import { sqlColumn } from '../fields/sqlColumn';
import { sqlTable } from '../fields/sqlTable';
import { pagesOf } from '../storage/packedRows';
import { column, columns, isGone, select, type SelectedRow } from '../storage/selection';
import { updateRows, written } from '../storage/writtenFields';
import { storable } from '../storage/storable';
import { ForeignKeyFields, readEnds, type RelationshipEnds } from './relationshipEnds';
import { newTally, RowChanges, type ChangesOf, type Tally } from './rowChanges';
import { readTablesWith, tableNotFound, type StoredTable } from './storedTables';

const storedPair = select({
  ...columns(relationship, ['id', 'constraintKey', 'position']),
  sourceColumnId: column(sqlColumn.fields.id, 'source'),
  sourceColumn: column(sqlColumn.fields.name, 'source'),
  foreignKey: column(sqlColumn.fields.foreignKey, 'source'),
  targetTable: column(sqlTable.fields.name, 'target_table'),
  targetColumn: column(sqlColumn.fields.name, 'target'),
  gone: isGone('relationship.gone_at'),
});

type StoredPair = SelectedRow<typeof storedPair>;

const synced = {
  inserted: written(relationship, [
    ...(['sourceTableId', 'constraintKey', 'position'] as const),
    ...(['sourceColumnId', 'targetTableId', 'targetColumnId'] as const),
  ]),
  updated: written(relationship, ['id', 'sourceColumnId', 'targetTableId', 'targetColumnId', 'goneAt']),
  markedGone: written(relationship, ['id', 'goneAt']),
};
type RelationshipChanges = ChangesOf<typeof synced>;

const foreignKeyField = written(sqlColumn, ['id', 'foreignKey']);

/** A table and its foreign keys as they were read from the source. */
export interface TableRelationshipValues {
  readonly table: string;
  readonly relationships: readonly RelationshipValues[];
}

/** The planned changes to the relationships of one table. */
interface TablePlan {
  readonly table: string;
  readonly tableId: number;
  readonly stored: readonly StoredPair[];
  readonly unchanged: readonly StoredPair[];
  /** New pairs, and pairs that differ from the stored one of the same key and position. */
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
  const changes = new RowChanges(connection, synced, now);
  const foreignKeys = new ForeignKeyFields();
  const results = page.map(({ table }): TableSync => {
    const plan = plans.get(table);
    if (!plan) return { table, error: tableNotFound(table) };
    const missing = plan.changed.find(({ values }) => !ends.has(values));
    if (missing) return { table, error: endNotFound(table, missing.values) };
    return { table, counts: applyPlan(plan, ends, changes, foreignKeys) };
  });
  await changes.write();
  await updateRows(connection, foreignKeyField, foreignKeys.changed());
  return results;
}

function readStored(
  connection: Connection,
  sqlDbId: number,
  page: readonly TableRelationshipValues[],
): Promise<ReadonlyMap<string, StoredTable<StoredPair>>> {
  const { dialect } = connection;
  return readTablesWith(
    connection,
    sqlDbId,
    page.map(({ table }) => table),
    storedPair,
    [
      'FROM relationship',
      dialect.joinRow('CROSS', 'sql_column', 'source', 'source.id = source_column_id'),
      dialect.joinRow('CROSS', 'sql_table', 'target_table', 'target_table.id = target_table_id'),
      dialect.joinRow('CROSS', 'sql_column', 'target', 'target.id = target_column_id'),
      'WHERE source_table_id = sql_table.id',
    ].join(' '),
  );
}

function planTable(
  table: string,
  stored: StoredTable<StoredPair>,
  relationships: readonly RelationshipValues[],
): TablePlan {
  const rows = stored.unpack();
  const rest = new Map(rows.map((row) => [keyOf(row), row]));
  const comparable = rest.size > 0 ? storable(relationships) : relationships;
  const unchanged: StoredPair[] = [];
  const changed: { values: RelationshipValues; stored: StoredPair | undefined }[] = [];
  for (const values of comparable) {
    const key = keyOf(values);
    const known = rest.get(key);
    rest.delete(key);
    if (known && isSame(known, values)) unchanged.push(known);
    else changed.push({ values, stored: known });
  }
  const vanished = [...rest.values()].filter(({ gone }) => !gone);
  return { table, tableId: stored.id, stored: rows, unchanged, changed, vanished };
}

function isSame(stored: StoredPair, values: RelationshipValues): boolean {
  return (
    !stored.gone &&
    stored.sourceColumn === values.sourceColumn &&
    stored.targetTable === values.targetTable &&
    stored.targetColumn === values.targetColumn
  );
}

/** Identifies a pair within its table. */
function keyOf({ position, constraintKey }: Pick<RelationshipValues, 'position' | 'constraintKey'>): string {
  return `${position} ${constraintKey}`;
}

function applyPlan(
  plan: TablePlan,
  allEnds: ReadonlyMap<RelationshipValues, RelationshipEnds>,
  changes: RelationshipChanges,
  foreignKeys: ForeignKeyFields,
): Tally {
  const tally = newTally();
  for (const { sourceColumnId, foreignKey } of plan.stored) foreignKeys.found(sourceColumnId, foreignKey);
  for (const { sourceColumnId, targetTable, targetColumn } of plan.unchanged) {
    foreignKeys.add(sourceColumnId, targetTable, targetColumn);
    tally.skipped += 1;
  }
  for (const { values, stored } of plan.changed) {
    const ends = allEnds.get(values);
    if (!ends) continue;
    foreignKeys.found(ends.sourceColumnId, ends.foreignKey);
    foreignKeys.add(ends.sourceColumnId, values.targetTable, values.targetColumn);
    if (stored) changes.update({ id: stored.id, goneAt: null }, ends);
    else changes.insert({ sourceTableId: plan.tableId, ...ends }, values);
    tally[stored ? 'updated' : 'created'] += 1;
  }
  for (const { id } of plan.vanished) {
    changes.markGone(id);
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

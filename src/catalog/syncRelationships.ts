import { ThothError } from '../base/errors';
import type { RelationshipValues, TableSync } from './catalog';
import type { Connection } from './connection';
import { pagesOf, writeRows } from './packedRows';
import { ForeignKeyFields, readEnds, type RelationshipEnds, type SourcedRelationship } from './relationshipEnds';
import { newTally, RowChanges, type Tally } from './rowChanges';
import { readTablesWith, tableNotFound, type StoredTable } from './storedTables';

type StoredRelationship = readonly [
  id: number,
  constraintKey: string,
  position: number,
  sourceColumnId: number,
  targetTableId: number,
  targetColumnId: number,
  gone: 0 | 1,
  foreignKey: string,
];
const storedFields = [
  'relationship.id',
  'constraint_key',
  'relationship.position',
  'source_column_id',
  'target_table_id',
  'target_column_id',
  'relationship.gone_at IS NOT NULL',
  'fk_field',
];
const endColumns = ['source_column_id', 'target_table_id', 'target_column_id'];

/** A table and its foreign keys as they were read from the source. */
export interface TableRelationshipValues {
  readonly table: string;
  readonly relationships: readonly RelationshipValues[];
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
  const ends = await readEnds(connection, sqlDbId, sourced(page, stored));
  const changes = new RowChanges(
    'relationship',
    ['source_table_id', 'constraint_key', 'position', ...endColumns],
    endColumns,
    now,
  );
  const foreignKeys = new ForeignKeyFields();
  const results = page.map(({ table, relationships }): TableSync => {
    const known = stored.get(table);
    if (!known) return { table, error: tableNotFound(table) };
    const missing = relationships.find((relationship) => !ends.has(relationship));
    if (missing) return { table, error: endNotFound(table, missing) };
    return { table, counts: compareTable(connection, known, relationships, ends, changes, foreignKeys) };
  });
  await changes.write(connection);
  await writeRows(connection, connection.dialect.updateRows('sql_column', ['fk_field']), foreignKeys.changed());
  return results;
}

function readStored(
  connection: Connection,
  sqlDbId: number,
  page: readonly TableRelationshipValues[],
): Promise<ReadonlyMap<string, StoredTable<StoredRelationship>>> {
  return readTablesWith(
    connection,
    sqlDbId,
    page.map(({ table }) => table),
    `SELECT ${connection.dialect.packed(storedFields)} FROM relationship ` +
      'JOIN sql_column ON sql_column.id = source_column_id WHERE source_table_id = sql_table.id',
  );
}

function sourced(
  page: readonly TableRelationshipValues[],
  stored: ReadonlyMap<string, StoredTable<StoredRelationship>>,
): readonly SourcedRelationship[] {
  return page.flatMap(({ table, relationships }) => {
    const known = stored.get(table);
    return known ? relationships.map((values) => ({ tableId: known.id, values })) : [];
  });
}

function compareTable(
  connection: Connection,
  table: StoredTable<StoredRelationship>,
  relationships: readonly RelationshipValues[],
  allEnds: ReadonlyMap<RelationshipValues, RelationshipEnds>,
  changes: RowChanges,
  foreignKeys: ForeignKeyFields,
): Tally {
  const tally = newTally();
  const stored = new Map(table.rows.map((row) => [`${row[2]} ${row[1]}`, row]));
  for (const [, , , sourceColumnId, , , , foreignKey] of table.rows) foreignKeys.found(sourceColumnId, foreignKey);
  for (const relationship of relationships) {
    const { constraintKey, position, targetTable, targetColumn } = relationship;
    const ends = allEnds.get(relationship);
    if (!ends) continue;
    foreignKeys.found(ends.sourceColumnId, ends.foreignKey);
    foreignKeys.add(ends.sourceColumnId, `${targetTable}.${targetColumn}`);
    const key = `${position} ${constraintKey}`;
    const known = stored.get(key);
    stored.delete(key);
    const endIds = [ends.sourceColumnId, ends.targetTableId, ends.targetColumnId];
    if (!known) {
      changes.insert(table.id, constraintKey, position, ...endIds);
      tally.created += 1;
    } else if (isSame(known, endIds)) {
      tally.skipped += 1;
    } else {
      changes.update(known[0], ...endIds);
      tally.updated += 1;
    }
  }
  for (const [id, , , , , , gone] of stored.values()) {
    if (gone) continue;
    changes.markGone(connection, id);
    tally.gone += 1;
  }
  return tally;
}

function isSame(stored: StoredRelationship, endIds: readonly number[]): boolean {
  const [, , , sourceColumnId, targetTableId, targetColumnId, gone] = stored;
  return !gone && [sourceColumnId, targetTableId, targetColumnId].every((id, index) => id === endIds[index]);
}

function endNotFound(table: string, missing: RelationshipValues): ThothError {
  const { sourceColumn, targetTable, targetColumn } = missing;
  return new ThothError(
    'NOT_FOUND',
    `The foreign key "${table}"."${sourceColumn}" → "${targetTable}"."${targetColumn}" was not stored, nor were the ` +
      'others of its table: one of these columns is not in the catalog. See above whether reading it failed, and run again.',
  );
}

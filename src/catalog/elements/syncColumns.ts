import type { ColumnValues, TableSync } from '../catalog';
import type { Connection, SqlValue } from '../database/connection';
import { mergeDescription } from './description';
import { pagesOf, type Row } from '../database/packedRows';
import { newTally, RowChanges, type Tally } from './rowChanges';
import { readTablesWith, tableNotFound } from './storedTables';
import { whetherGone } from './whetherGone';

/** The columns that a person sees, in the order in which `visibleFields` gives them. */
const visibleColumns = [
  'native_type',
  'data_format',
  'nullable',
  'default_value',
  '"generated"',
  'hidden',
  'primary_key_position',
  'pk_field',
  'enum_values',
];

/** Columns whose change alone does not make a column a changed one: adding a first column would change all others. */
const bookkeepingColumns = ['position', 'source_description'];

const insertColumns = [
  'sql_table_id',
  'original_column_name',
  'column_name',
  ...visibleColumns,
  'column_description',
  ...bookkeepingColumns,
];
const updateColumns = [...visibleColumns, 'column_description', ...bookkeepingColumns];

/** `visible` is JSON's view of `visibleFields`. */
type StoredColumn = readonly [
  id: number,
  name: string,
  gone: 0 | 1,
  position: number,
  description: string,
  sourceDescription: string,
  ...visible: SqlValue[],
];
const storedFields = ['id', 'original_column_name', whetherGone('gone_at'), 'position', 'column_description'];
const firstVisible = storedFields.length + 1;

/** A table and its columns as they were read from the source. */
export interface TableColumnValues {
  readonly table: string;
  readonly columns: readonly ColumnValues[];
}

/** Makes each given table's columns those of the source, within a transaction. */
export async function syncColumns(
  connection: Connection,
  sqlDbId: number,
  batch: readonly TableColumnValues[],
  now: number,
): Promise<readonly TableSync[]> {
  const results: TableSync[] = [];
  for (const page of pagesOf(batch, ({ columns }) => columns.length)) {
    const packed = connection.dialect.packed([...storedFields, 'source_description', ...visibleColumns]);
    const stored = await readTablesWith<StoredColumn>(
      connection,
      sqlDbId,
      page.map(({ table }) => table),
      `SELECT ${packed} FROM sql_column WHERE sql_table_id = sql_table.id`,
    );
    const changes = new RowChanges('sql_column', insertColumns, updateColumns, now);
    for (const { table, columns } of page) {
      const known = stored.get(table);
      const counts = known && compareTable(connection, known.id, known.rows, columns, changes);
      results.push(counts ? { table, counts } : { table, error: tableNotFound(table) });
    }
    await changes.write(connection);
  }
  return results;
}

function compareTable(
  connection: Connection,
  tableId: number,
  rows: readonly StoredColumn[],
  columns: readonly ColumnValues[],
  changes: RowChanges,
): Tally {
  const tally = newTally();
  const stored = new Map(rows.map((row) => [row[1], row]));
  for (const [position, column] of columns.entries()) {
    const { name, description } = column;
    const known = stored.get(name);
    stored.delete(name);
    if (known) {
      compareColumn(known, column, position, changes, tally);
    } else {
      changes.insert(tableId, name, name, ...visibleFields(column), description, position, description);
      tally.created += 1;
    }
  }
  for (const [id, , gone] of stored.values()) {
    if (gone) continue;
    changes.markGone(connection, id);
    tally.gone += 1;
  }
  return tally;
}

function compareColumn(
  stored: StoredColumn,
  column: ColumnValues,
  position: number,
  changes: RowChanges,
  tally: Tally,
): void {
  const [id, , gone, storedPosition, description, sourceDescription] = stored;
  const fields = visibleFields(column);
  const merged = mergeDescription({ description, sourceDescription }, column.description);
  const visible =
    gone === 1 ||
    description !== merged.description ||
    fields.some((field, index) => field !== stored[firstVisible + index]);
  tally[visible ? 'updated' : 'skipped'] += 1;
  if (visible || storedPosition !== position || sourceDescription !== merged.sourceDescription) {
    changes.update(id, ...fields, merged.description, position, merged.sourceDescription);
  }
}

function visibleFields(column: ColumnValues): Row {
  return [
    column.nativeType,
    column.dataFormat,
    column.nullable ? 1 : 0,
    column.defaultValue,
    column.generated,
    column.hidden ? 1 : 0,
    column.primaryKeyPosition,
    column.primaryKeyPosition > 0 ? 'PK' : '',
    column.enumValues.length > 0 ? JSON.stringify(column.enumValues) : '',
  ];
}

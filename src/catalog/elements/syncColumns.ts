import { yieldToEventLoop } from '../../base/clock';
import type { TableSync } from '../catalog';
import type { ColumnValues } from '../../model/elements';
import type { Connection, SqlValue } from '../storage/connection';
import { mergeDescription } from './description';
import { pagesOf, type Row } from '../storage/packedRows';
import { storable } from '../storage/storable';
import { newRowColumns, newTally, RowChanges, type Tally } from './rowChanges';
import { readTablesWith, tableNotFound, type StoredTable } from './storedTables';
import { whetherGone } from './whetherGone';

/** The columns that a person sees, in the order in which `rowOf` gives their fields. */
const visibleColumns = [
  'native_type',
  'data_format',
  'nullable',
  '"generated"',
  'hidden',
  'primary_key_position',
  'pk_field',
  'default_value',
  'enum_values',
];

/** Columns whose change alone does not make a column a changed one: adding a first column would change all others. */
const bookkeepingColumns = ['position', 'source_description'];

const ownColumns = ['sql_table_id', 'position', ['original_column_name', 'column_name']];
const firstVisibleField = ownColumns.length;
const newColumn = newRowColumns(...ownColumns, ...visibleColumns, ['column_description', 'source_description']);
const updateColumns = [...visibleColumns, 'column_description', ...bookkeepingColumns];

/** `visible` is JSON's view of the visible fields of `rowOf`. */
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

/** Makes each given table's columns those of the source, within a transaction: one page is written while the next is compared. */
export async function syncColumns(
  connection: Connection,
  sqlDbId: number,
  batch: readonly TableColumnValues[],
  now: number,
): Promise<readonly TableSync[]> {
  const packed = connection.dialect.packed([...storedFields, 'source_description', ...visibleColumns]);
  const stored = await readTablesWith<StoredColumn>(
    connection,
    sqlDbId,
    batch.map(({ table }) => table),
    `SELECT ${packed} FROM sql_column WHERE sql_table_id = sql_table.id`,
  );
  const results: TableSync[] = [];
  let writing = Promise.resolve();
  try {
    for (const page of pagesOf(batch, ({ columns }) => columns.length)) {
      const changes = new RowChanges('sql_column', newColumn, updateColumns, now);
      for (const { table, columns } of page) {
        const known = stored.get(storable(table));
        const counts = known && compareTable(connection, known, columns, changes);
        results.push(counts ? { table, counts } : { table, error: tableNotFound(table) });
      }
      await writing;
      writing = changes.write(connection);
      // whoever waits for it next has its error
      writing.catch(() => undefined);
      // in this turn the statement is sent
      await yieldToEventLoop();
    }
  } finally {
    // nothing goes on after the end of the transaction
    await writing;
  }
  return results;
}

function compareTable(
  connection: Connection,
  table: StoredTable<StoredColumn>,
  columns: readonly ColumnValues[],
  changes: RowChanges,
): Tally {
  const tally = newTally();
  const stored = new Map(table.unpack().map((row) => [row[1], row]));
  // only what is stored can be compared with it; what is new is made so when it is packed
  const comparable = stored.size > 0 ? storable(columns) : columns;
  // by index: while this code is cold, taking an iterator's pairs apart takes as long as all the rest
  comparable.forEach((column, position) => {
    const row = rowOf(table.id, position, column);
    const known = stored.get(column.name);
    if (known) {
      stored.delete(column.name);
      compareColumn(known, column, row, changes, tally);
    } else {
      changes.insert(row);
      tally.created += 1;
    }
  });
  for (const [id, , gone] of stored.values()) {
    if (gone) continue;
    changes.markGone(connection, id);
    tally.gone += 1;
  }
  return tally;
}

function compareColumn(stored: StoredColumn, column: ColumnValues, row: Row, changes: RowChanges, tally: Tally): void {
  const [id, , gone, storedPosition, description, sourceDescription] = stored;
  const [, position = 0] = row;
  const fields = row.slice(firstVisibleField, -1);
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

/** A new row, in the shape of `newColumn`; each field by name, since spreading them takes twice as long. */
function rowOf(tableId: number, position: number, column: ColumnValues): Row {
  return [
    tableId,
    position,
    column.name,
    column.nativeType,
    column.dataFormat,
    column.nullable ? 1 : 0,
    column.generated,
    column.hidden ? 1 : 0,
    column.primaryKeyPosition,
    column.primaryKeyPosition > 0 ? 'PK' : '',
    column.defaultValue,
    column.enumValues.length > 0 ? JSON.stringify(storable(column.enumValues)) : '',
    column.description,
  ];
}

import { yieldToEventLoop } from '../../base/clock';
import type { TableSync } from '../catalog';
import type { ColumnValues } from '../../model/elements';
import { completer } from '../fields/field';
import { sourceFields, sqlColumn } from '../fields/sqlColumn';
import type { Connection } from '../storage/connection';
import { pagesOf } from '../storage/packedRows';
import { columns, isGone, select, storedColumns, type SelectedRow } from '../storage/selection';
import { storable } from '../storage/storable';
import { packValue, updateRows, updateUnchangedRows, written } from '../storage/writtenFields';
import { caseRenames } from './caseRenames';
import { changeDescriptions, followSource, sourceAuthor, type DescriptionChange } from './descriptions';
import { newTally, RowChanges, type ChangesOf, type Tally } from './rowChanges';
import { readTablesWith, tableNotFound, type StoredTable } from './storedTables';

const sourceProperties = Object.keys(sourceFields) as (keyof typeof sourceFields)[];
/** Fills in the initial values of the properties that an engine does not have. */
const complete = completer(sourceFields);
const comparedFields = sourceProperties.map((property) => sqlColumn.fields[property]);

/** A stored column, with the source's fields in their stored form, in which they are compared. */
const storedColumn = select({
  ...columns(sqlColumn, ['id', 'name', 'position', 'description', 'descriptionAuthor', 'sourceDescription']),
  ...storedColumns(sqlColumn, sourceProperties),
  gone: isGone('gone_at'),
});

type StoredColumn = SelectedRow<typeof storedColumn>;

type SourceColumn = ReturnType<typeof complete<ColumnValues>>;

const synced = {
  inserted: written(
    sqlColumn,
    [
      ...(['sqlTableId', 'position', 'name', ...sourceProperties, 'primaryKey'] as const),
      ...(['description', 'descriptionAuthor'] as const),
    ],
    { columnName: 'name', sourceDescription: 'description' },
  ),
  updated: written(sqlColumn, ['id', ...sourceProperties, 'primaryKey', 'position', 'sourceDescription', 'goneAt']),
  markedGone: written(sqlColumn, ['id', 'goneAt']),
};
type ColumnChanges = ChangesOf<typeof synced>;

const renaming = {
  name: written(sqlColumn, ['id', 'name']),
  columnName: written(sqlColumn, ['id', 'columnName']),
  oldColumnName: written(sqlColumn, ['columnName']),
};

/** A column whose name has changed in the source. */
interface Rename {
  readonly id: number;
  readonly before: string;
  readonly name: string;
}

/** A table and its columns as they were read from the source. */
export interface TableColumnValues {
  readonly table: string;
  readonly columns: readonly ColumnValues[];
}

/** Makes each given table's columns those of the source, within a transaction. A page is written while the next is compared. */
export async function syncColumns(
  connection: Connection,
  sqlDbId: number,
  batch: readonly TableColumnValues[],
  now: number,
): Promise<readonly TableSync[]> {
  const stored = await readTablesWith(
    connection,
    sqlDbId,
    batch.map(({ table }) => table),
    storedColumn,
    'FROM sql_column WHERE sql_table_id = sql_table.id',
  );
  const results: TableSync[] = [];
  let writing = Promise.resolve();
  try {
    for (const page of pagesOf(batch, (item) => item.columns.length)) {
      const changes = new RowChanges(connection, synced, now);
      const descriptions: DescriptionChange[] = [];
      const renames: Rename[] = [];
      for (const { table, columns: read } of page) {
        const known = stored.get(storable(table));
        const counts = known && compareTable(connection, known, read, changes, descriptions, renames);
        results.push(counts ? { table, counts } : { table, error: tableNotFound(table) });
      }
      await writing;
      writing = writePage(connection, changes, descriptions, renames);
      // the error is thrown by the next `await writing`
      writing.catch(() => undefined);
      // gives the driver a turn in which it sends the statement
      await yieldToEventLoop();
    }
  } finally {
    // nothing may still run when the transaction ends
    await writing;
  }
  return results;
}

async function writePage(
  connection: Connection,
  changes: ColumnChanges,
  descriptions: readonly DescriptionChange[],
  renames: readonly Rename[],
): Promise<void> {
  await changes.write();
  await changeDescriptions(connection, 'column', descriptions);
  await updateRows(connection, renaming.name, renames);
  // only where nobody gave it a name of their own
  const shown = renames.map(({ id, before, name }) => ({ id, columnName: name, was: { columnName: before } }));
  await updateUnchangedRows(connection, renaming.columnName, renaming.oldColumnName, shown);
}

function compareTable(
  connection: Connection,
  table: StoredTable<StoredColumn>,
  read: readonly ColumnValues[],
  changes: ColumnChanges,
  descriptions: DescriptionChange[],
  renames: Rename[],
): Tally {
  const tally = newTally();
  const rest = new Map(table.unpack().map((row) => [row.name, row]));
  // stored texts are compared with storable ones; the texts of new rows become storable when they are packed
  const comparable = rest.size > 0 ? storable(read) : read;
  const renamed = caseRenames(rest, comparable);
  // `forEach` with an index: in code that is not optimised yet, destructuring an iterator's pairs would take half of
  // the time
  comparable.forEach((values, position) => {
    const column = complete(values);
    const known = rest.get(column.name) ?? renamed.get(column.name);
    if (known) {
      rest.delete(known.name);
      if (known.name !== column.name) renames.push({ id: known.id, before: known.name, name: column.name });
      compareColumn(connection, known, column, position, changes, descriptions, tally);
    } else {
      const descriptionAuthor = sourceAuthor(column.description);
      changes.insert({ sqlTableId: table.id, position, primaryKey: primaryKeyOf(column), descriptionAuthor }, column);
      tally.created += 1;
    }
  });
  for (const { id, gone } of rest.values()) {
    if (gone) continue;
    changes.markGone(id);
    tally.gone += 1;
  }
  return tally;
}

function compareColumn(
  { dialect }: Connection,
  stored: StoredColumn,
  column: SourceColumn,
  position: number,
  changes: ColumnChanges,
  descriptions: DescriptionChange[],
  tally: Tally,
): void {
  const { id, sourceDescription } = stored;
  const described = followSource(stored, column.description);
  const differs =
    stored.gone ||
    stored.name !== column.name ||
    comparedFields.some(({ kind, property }) => {
      const compared = property as keyof typeof sourceFields;
      return stored[compared] !== packValue(kind, column[compared], dialect);
    });
  tally[differs || described ? 'updated' : 'skipped'] += 1;
  // a column that only moved does not count as changed: a new first column would change all others
  if (differs || stored.position !== position || sourceDescription !== column.description) {
    const own = { id, sourceDescription: column.description, position, primaryKey: primaryKeyOf(column), goneAt: null };
    changes.update(own, column);
  }
  if (described) descriptions.push(described);
}

function primaryKeyOf({ primaryKeyPosition }: ColumnValues): 'PK' | '' {
  return primaryKeyPosition > 0 ? 'PK' : '';
}

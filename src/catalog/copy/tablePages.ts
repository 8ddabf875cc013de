import type { TableRows } from '../catalog';
import type { TableName } from '../fields';
import { fieldsOf, type Field, type Fields, type Table } from '../fields/field';
import { taskLog } from '../fields/taskLog';
import type { Connection } from '../storage/connection';
import { column, Selection, stored, type Expression } from '../storage/selection';

/** The size of a page: how many rows, and about how many characters. */
const rowsAtOnce = 500;
const charactersAtOnce = 1_000_000;

type CopiedRow = TableRows['rows'][number];

/** All rows of a table with all their fields, in order of id; the log of a task with a run is left empty. */
export async function* readTablePages(reader: Connection, table: Table<Fields, TableName>): AsyncGenerator<TableRows> {
  const columns = fieldsOf(table).map((field): [string, Expression] => [field.property, copied(field)]);
  const selection = new Selection<CopiedRow>(Object.fromEntries(columns));
  const packed = selection.packed(reader.dialect);
  let after = 0;
  for (;;) {
    const upTo = await endOfPage(reader, table, after);
    if (upTo === undefined) return;
    const [page] = await reader.rows<{ packed: string }>(
      `SELECT ${packed} AS packed FROM ${table.name} WHERE id > $1 AND id <= $2`,
      after,
      upTo,
    );
    const rows = selection.unpack(page?.packed ?? '[]');
    yield { table: table.name, rows: [...rows].sort((one, other) => one.id - other.id) };
    after = upTo;
  }
}

/**
 * A field as it is copied. The log of a task with a run is composed again from `task_log`; a log without a run is
 * copied.
 */
function copied(field: Field): Expression {
  if (field.kind !== 'log') return stored(column(field));
  const taskId = field.column.replace(/_log$/, '_task_id');
  const hasRun = `EXISTS (SELECT 1 FROM task_run WHERE task_run.task_id = ${field.table}.${taskId})`;
  return { sql: `CASE WHEN ${hasRun} THEN '' ELSE ${field.column} END`, kind: 'text' };
}

/** The id of the last row of the page that begins after an id; undefined after the last page. */
async function endOfPage(reader: Connection, table: Table, after: number): Promise<number | undefined> {
  const sizes = fieldsOf(table)
    .filter(({ kind }) => kind === 'text' || kind === 'texts')
    .map((field) => `coalesce(length(${column(field).sql}), 0)`);
  const size = table.name === taskLog.name ? 'character_count' : ['0', ...sizes].join(' + ');
  const rows = await reader.rows<{ id: number; size: number }>(
    `SELECT id, ${size} AS size FROM ${table.name} WHERE id > $1 ORDER BY id LIMIT ${rowsAtOnce}`,
    after,
  );
  let characters = 0;
  let upTo: number | undefined;
  for (const row of rows) {
    characters += Number(row.size);
    if (upTo !== undefined && characters > charactersAtOnce) break;
    upTo = row.id;
  }
  return upTo;
}

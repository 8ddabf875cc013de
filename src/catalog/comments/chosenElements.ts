import type { ChosenColumns, CommentMode, ElementChoice, NamedElement } from '../../model/comments';
import type { Connection } from '../storage/connection';
import { sqlColumn } from '../fields/sqlColumn';
import { sqlTable } from '../fields/sqlTable';
import { rowsAtOnce } from '../storage/packedRows';
import { column, columns as columnsOf, readPages, select, type Expression } from '../storage/selection';
import { compareText } from '../elements/elementReads';

/** Which elements each mode describes. */
const conditions: Readonly<Record<CommentMode, (alias: string) => string>> = {
  missing: (alias) => `${alias}.generated_comment = ''`,
  failed: (alias) => `${alias}.comment_error <> ''`,
  all: () => '1 = 1',
};

/** Whether an element is one that the mode describes. */
function isWanted(mode: CommentMode, alias: string): Expression<boolean> {
  return { sql: `CASE WHEN ${conditions[mode](alias)} THEN 1 ELSE 0 END`, kind: 'flag' };
}

/** One query. */
export async function readChosenTables(
  connection: Connection,
  sqlDbId: number,
  { tables: ids }: ElementChoice,
  mode: CommentMode,
): Promise<readonly NamedElement[]> {
  const selection = select({ ...columnsOf(sqlTable, ['id', 'name']), wanted: isWanted(mode, 'sql_table') });
  const page = connection.dialect.page('id', rowsAtOnce);
  const rest = `FROM sql_table WHERE sql_db_id = $1 AND gone_at IS NULL GROUP BY ${page}`;
  const asked = ids && new Set(ids);
  const chosen: NamedElement[] = [];
  for await (const rows of readPages(connection, selection, rest, sqlDbId)) {
    for (const { id, name, wanted } of rows) if (wanted && (asked?.has(id) ?? true)) chosen.push({ id, name });
  }
  return chosen.sort(byName);
}

/** One query. */
export async function readChosenColumns(
  connection: Connection,
  sqlDbId: number,
  { tables, columns }: ElementChoice,
  mode: CommentMode,
): Promise<readonly ChosenColumns[]> {
  const selection = select({
    table: column(sqlTable.fields.name),
    ...columnsOf(sqlColumn, ['id', 'sqlTableId', 'name', 'position']),
    wanted: isWanted(mode, 'sql_column'),
  });
  const rest =
    'FROM sql_table JOIN sql_column ON sql_table_id = sql_table.id ' +
    'WHERE sql_db_id = $1 AND sql_table.gone_at IS NULL AND sql_column.gone_at IS NULL ' +
    `GROUP BY ${connection.dialect.page('sql_column.id', rowsAtOnce)}`;
  const asked = { tables: tables && new Set(tables), columns: columns && new Set(columns) };
  const chosen = new Map<number, { readonly table: NamedElement; readonly columns: PlacedColumn[] }>();
  for await (const page of readPages(connection, selection, rest, sqlDbId)) {
    for (const { table, sqlTableId, wanted, ...element } of page) {
      if (!wanted || asked.tables?.has(sqlTableId) === false || asked.columns?.has(element.id) === false) continue;
      const known = chosen.get(sqlTableId);
      if (known) known.columns.push(element);
      else chosen.set(sqlTableId, { table: { id: sqlTableId, name: table }, columns: [element] });
    }
  }
  return [...chosen.values()]
    .sort((one, other) => byName(one.table, other.table))
    .map(({ table, columns: placed }) => ({
      table,
      columns: placed
        .sort((one, other) => one.position - other.position)
        .map(({ position: _position, ...element }) => element),
    }));
}

type PlacedColumn = NamedElement & { readonly position: number };

function byName(one: NamedElement, other: NamedElement): number {
  return compareText(one.name, other.name);
}

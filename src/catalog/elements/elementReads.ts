import type { ColumnNode, ElementCounts, TableNode } from '../../model/elements';
import { sqlColumn } from '../fields/sqlColumn';
import { sqlTable } from '../fields/sqlTable';
import type { Connection } from '../storage/connection';
import { rowsAtOnce } from '../storage/packedRows';
import { column, isGone, readPages, select, shownColumns } from '../storage/selection';

const tableNode = select({ ...shownColumns(sqlTable), gone: isGone('gone_at') });

export async function readTableNodes(connection: Connection, sqlDbId: number): Promise<readonly TableNode[]> {
  const page = connection.dialect.page('id', rowsAtOnce);
  const rest = `FROM sql_table WHERE sql_db_id = $1 GROUP BY ${page}`;
  const nodes: TableNode[] = [];
  for await (const tables of readPages(connection, tableNode, rest, sqlDbId)) nodes.push(...tables);
  return nodes.sort((one, other) => compareText(one.name, other.name));
}

const columnNode = select({
  ...shownColumns(sqlColumn),
  gone: isGone('gone_at'),
  position: column(sqlColumn.fields.position),
});

type PositionedColumn = ColumnNode & { readonly position: number };

export async function readColumnNodes(connection: Connection, tableId: number): Promise<readonly ColumnNode[]> {
  const page = connection.dialect.page('id', rowsAtOnce);
  const rest = `FROM sql_column WHERE sql_table_id = $1 GROUP BY ${page}`;
  const nodes: PositionedColumn[] = [];
  for await (const columns of readPages(connection, columnNode, rest, tableId)) nodes.push(...columns);
  return nodes.sort(inSourceOrder).map(({ position: _position, ...node }) => node);
}

/** Columns that are gone come last, since other columns have taken their positions. */
function inSourceOrder(one: PositionedColumn, other: PositionedColumn): number {
  return Number(one.gone) - Number(other.gone) || one.position - other.position || one.id - other.id;
}

/** Compares by code unit, as the sources order their tables. */
export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Does not count elements that are gone, or those of tables that are gone. */
export async function countElements(connection: Connection, sqlDbId: number): Promise<ElementCounts> {
  const live = 'sql_table.sql_db_id = $1 AND sql_table.gone_at IS NULL';
  const [counts] = await connection.rows<ElementCounts>(
    `SELECT (SELECT count(*) FROM sql_table WHERE ${live}) AS tables, ` +
      '(SELECT count(*) FROM sql_table JOIN sql_column ON sql_column.sql_table_id = sql_table.id ' +
      `WHERE ${live} AND sql_column.gone_at IS NULL) AS columns, ` +
      '(SELECT count(*) FROM sql_table JOIN relationship ON relationship.source_table_id = sql_table.id ' +
      'JOIN sql_table target ON target.id = relationship.target_table_id ' +
      `WHERE ${live} AND relationship.gone_at IS NULL AND target.gone_at IS NULL) AS relationships`,
    sqlDbId,
  );
  return counts ?? { tables: 0, columns: 0, relationships: 0 };
}

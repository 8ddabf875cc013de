import type { ColumnNode, ElementCounts, TableNode } from '../catalog';
import type { Connection } from '../database/connection';
import { packedPages, rowsAtOnce } from '../database/packedRows';
import { whetherGone } from './whetherGone';

type PackedTable = readonly [
  id: number,
  name: string,
  kind: string,
  description: string,
  generatedComment: string,
  gone: 0 | 1,
];
const tableFields = ['id', 'name', 'kind', 'description', 'generated_comment', whetherGone('gone_at')];

export async function readTableNodes(connection: Connection, sqlDbId: number): Promise<readonly TableNode[]> {
  const { dialect } = connection;
  const pages = packedPages<PackedTable>(
    connection,
    `SELECT ${dialect.packed(tableFields)} AS packed FROM sql_table WHERE sql_db_id = $1 ` +
      `GROUP BY ${dialect.page('id', rowsAtOnce)}`,
    sqlDbId,
  );
  const nodes: TableNode[] = [];
  for await (const page of pages) {
    for (const [id, name, kind, description, generatedComment, gone] of page) {
      nodes.push({ id, name, kind, description, generatedComment, gone: gone === 1 });
    }
  }
  return nodes.sort((one, other) => compareText(one.name, other.name));
}

type PackedColumn = readonly [
  id: number,
  name: string,
  position: number,
  nativeType: string,
  dataFormat: string,
  nullable: 0 | 1,
  defaultValue: string | null,
  generated: string,
  hidden: 0 | 1,
  primaryKeyPosition: number,
  description: string,
  generatedComment: string,
  foreignKey: string,
  gone: 0 | 1,
  enumValues: string,
];
const columnFields = [
  'id',
  'original_column_name',
  'position',
  'native_type',
  'data_format',
  'nullable',
  'default_value',
  '"generated"',
  'hidden',
  'primary_key_position',
  'column_description',
  'generated_comment',
  'fk_field',
  whetherGone('gone_at'),
  'enum_values',
];

export async function readColumnNodes(connection: Connection, tableId: number): Promise<readonly ColumnNode[]> {
  const { dialect } = connection;
  const pages = packedPages<PackedColumn>(
    connection,
    `SELECT ${dialect.packed(columnFields)} AS packed FROM sql_column WHERE sql_table_id = $1 ` +
      `GROUP BY ${dialect.page('id', rowsAtOnce)}`,
    tableId,
  );
  const rows: PackedColumn[] = [];
  for await (const page of pages) rows.push(...page);
  return rows.sort(inSourceOrder).map(toColumnNode);
}

/** The columns that the source has no more come last: their positions are others' now. */
function inSourceOrder(one: PackedColumn, other: PackedColumn): number {
  return one[13] - other[13] || one[2] - other[2] || one[0] - other[0];
}

function toColumnNode(row: PackedColumn): ColumnNode {
  return {
    id: row[0],
    name: row[1],
    nativeType: row[3],
    dataFormat: row[4],
    nullable: row[5] === 1,
    defaultValue: row[6],
    generated: row[7],
    hidden: row[8] === 1,
    primaryKeyPosition: row[9],
    enumValues: row[14] === '' ? [] : (JSON.parse(row[14]) as string[]),
    description: row[10],
    generatedComment: row[11],
    foreignKey: row[12],
    gone: row[13] === 1,
  };
}

/** By code unit, as the sources order their tables. */
export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** What belongs to a table that is gone does not count either. */
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

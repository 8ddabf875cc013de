import type { DataFormat } from '../../model/dataFormat';
import type { ColumnGeneration, ColumnNode, Comments, ElementCounts, TableKind, TableNode } from '../../model/elements';
import type { Connection } from '../storage/connection';
import { packedPages, rowsAtOnce } from '../storage/packedRows';
import { whetherGone } from './whetherGone';

type PackedComments = readonly [
  sourceDescription: string,
  generatedComment: string,
  generatedBy: string,
  generatedAt: string | null,
  commentError: string,
];
const commentFields = ['source_description', 'generated_comment', 'generated_by', 'generated_at', 'comment_error'];

function toComments(
  description: string,
  [sourceDescription, generatedComment, generatedBy, generatedAt, commentError]: PackedComments,
): Comments {
  return {
    description,
    sourceDescription,
    generatedComment,
    generatedBy,
    generatedAt: generatedAt === null ? null : Date.parse(generatedAt),
    commentError,
  };
}

type PackedTable = readonly [
  id: number,
  name: string,
  kind: TableKind,
  gone: 0 | 1,
  description: string,
  ...comments: PackedComments,
];
const tableFields = ['id', 'name', 'kind', whetherGone('gone_at'), 'description', ...commentFields];

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
    for (const [id, name, kind, gone, description, ...comments] of page) {
      nodes.push({ id, name, kind, gone: gone === 1, ...toComments(description, comments) });
    }
  }
  return nodes.sort((one, other) => compareText(one.name, other.name));
}

type PackedColumn = readonly [
  id: number,
  name: string,
  position: number,
  nativeType: string,
  dataFormat: DataFormat,
  nullable: 0 | 1,
  defaultValue: string | null,
  generated: ColumnGeneration,
  hidden: 0 | 1,
  primaryKeyPosition: number,
  foreignKey: string,
  enumValues: string,
  gone: 0 | 1,
  description: string,
  ...comments: PackedComments,
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
  'fk_field',
  'enum_values',
  whetherGone('gone_at'),
  'column_description',
  ...commentFields,
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
  return one[12] - other[12] || one[2] - other[2] || one[0] - other[0];
}

function toColumnNode(row: PackedColumn): ColumnNode {
  const [id, name, , nativeType, dataFormat, nullable, defaultValue, generated, hidden, primaryKeyPosition] = row;
  const [foreignKey, enumValues, gone, description, ...comments] = row.slice(10) as unknown as readonly [
    string,
    string,
    0 | 1,
    string,
    ...PackedComments,
  ];
  return {
    id,
    name,
    nativeType,
    dataFormat,
    nullable: nullable === 1,
    defaultValue,
    generated,
    hidden: hidden === 1,
    primaryKeyPosition,
    enumValues: enumValues === '' ? [] : (JSON.parse(enumValues) as string[]),
    foreignKey,
    gone: gone === 1,
    ...toComments(description, comments),
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

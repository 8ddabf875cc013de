import type { ColumnNode, RelationshipNode, TableNode } from './catalog';
import type { Connection } from './connection';
import { readPacked, rowsAtOnce } from './packedRows';

type PackedTable = readonly [
  id: number,
  name: string,
  kind: string,
  description: string,
  generatedComment: string,
  gone: 0 | 1,
];
const tableFields = ['id', 'name', 'kind', 'description', 'generated_comment', 'gone_at IS NOT NULL'];

export async function readTableNodes(connection: Connection, sqlDbId: number): Promise<readonly TableNode[]> {
  const { dialect } = connection;
  const rows = await readPacked<PackedTable>(
    connection,
    `SELECT ${dialect.packed(tableFields)} AS packed FROM sql_table WHERE sql_db_id = $1 ` +
      `GROUP BY ${dialect.page('id', rowsAtOnce)}`,
    sqlDbId,
  );
  const nodes = rows.map(([id, name, kind, description, generatedComment, gone]) => ({
    id,
    name,
    kind,
    description,
    generatedComment,
    gone: gone === 1,
  }));
  return nodes.sort((one, other) => compare(one.name, other.name));
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
  'gone_at IS NOT NULL',
];

export async function readColumnNodes(connection: Connection, tableId: number): Promise<readonly ColumnNode[]> {
  const { dialect } = connection;
  const rows = await readPacked<PackedColumn>(
    connection,
    `SELECT ${dialect.packed(columnFields)} AS packed FROM sql_column WHERE sql_table_id = $1 ` +
      `GROUP BY ${dialect.page('id', rowsAtOnce)}`,
    tableId,
  );
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
    description: row[10],
    generatedComment: row[11],
    foreignKey: row[12],
    gone: row[13] === 1,
  };
}

type PackedRelationship = readonly [
  id: number,
  sourceTable: string,
  constraintKey: string,
  position: number,
  sourceColumn: string,
  targetTable: string,
  targetColumn: string,
  gone: 0 | 1,
];
const relationshipFields = [
  'relationship.id',
  'source_table.name',
  'constraint_key',
  'relationship.position',
  'source_column.original_column_name',
  'target_table.name',
  'target_column.original_column_name',
  'coalesce(relationship.gone_at, source_table.gone_at, target_table.gone_at) IS NOT NULL',
];

export async function readRelationshipNodes(
  connection: Connection,
  sqlDbId: number,
): Promise<readonly RelationshipNode[]> {
  const { dialect } = connection;
  const rows = await readPacked<PackedRelationship>(
    connection,
    `SELECT ${dialect.packed(relationshipFields)} AS packed FROM sql_table source_table ` +
      'JOIN relationship ON relationship.source_table_id = source_table.id ' +
      'JOIN sql_column source_column ON source_column.id = relationship.source_column_id ' +
      'JOIN sql_table target_table ON target_table.id = relationship.target_table_id ' +
      'JOIN sql_column target_column ON target_column.id = relationship.target_column_id ' +
      `WHERE source_table.sql_db_id = $1 GROUP BY ${dialect.page('relationship.id', rowsAtOnce)}`,
    sqlDbId,
  );
  const inOrder = rows.sort(
    (one, other) => compare(one[1], other[1]) || compare(one[2], other[2]) || one[3] - other[3],
  );
  return joinPairs(inOrder);
}

/** Makes one of the neighbouring pairs of each key. A pair that is gone does not belong to a key that is there. */
function joinPairs(pairs: readonly PackedRelationship[]): readonly RelationshipNode[] {
  const keys = new Map<string, PackedRelationship[]>();
  for (const pair of pairs) {
    const key = JSON.stringify([pair[1], pair[2]]);
    const others = keys.get(key);
    if (others) others.push(pair);
    else keys.set(key, [pair]);
  }
  return [...keys.values()].map((all) => {
    const live = all.filter((pair) => pair[7] === 0);
    const shown = live.length > 0 ? live : all;
    const [first] = shown as [PackedRelationship];
    return {
      id: first[0],
      sourceTable: first[1],
      sourceColumns: shown.map((pair) => pair[4]),
      targetTable: first[5],
      targetColumns: shown.map((pair) => pair[6]),
      gone: live.length === 0,
    };
  });
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

interface ElementCounts {
  readonly tables: number;
  readonly columns: number;
  readonly relationships: number;
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

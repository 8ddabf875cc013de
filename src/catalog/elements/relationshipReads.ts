import type { RelationshipNode } from '../../model/elements';
import type { Connection } from '../storage/connection';
import { compareText } from './elementReads';
import { packedPages, rowsAtOnce } from '../storage/packedRows';
import { whetherGone } from './whetherGone';

export type PackedPair = readonly [
  id: number,
  sourceTable: string,
  constraintKey: string,
  position: number,
  sourceColumn: string,
  targetTable: string,
  targetColumn: string,
  gone: 0 | 1,
];

/** Every pair with its names, and its page: the pages are in order, and a key may go on from one to the next. */
const pairs =
  'SELECT relationship.id AS id, source_table.name AS source_table, constraint_key, ' +
  'relationship.position AS position, source_column.original_column_name AS source_column, ' +
  'target_table.name AS target_table, target_column.original_column_name AS target_column, ' +
  `${whetherGone('coalesce(relationship.gone_at, source_table.gone_at, target_table.gone_at)')} AS gone, ` +
  '(row_number() OVER (ORDER BY source_table.name, constraint_key, relationship.position) - 1) AS place ' +
  'FROM sql_table source_table ' +
  'JOIN relationship ON relationship.source_table_id = source_table.id ' +
  'JOIN sql_column source_column ON source_column.id = relationship.source_column_id ' +
  'JOIN sql_table target_table ON target_table.id = relationship.target_table_id ' +
  'JOIN sql_column target_column ON target_column.id = relationship.target_column_id ' +
  'WHERE source_table.sql_db_id = $1';
const pairFields = [
  'id',
  'source_table',
  'constraint_key',
  'position',
  'source_column',
  'target_table',
  'target_column',
  'gone',
];

export async function readRelationshipNodes(
  connection: Connection,
  sqlDbId: number,
): Promise<readonly RelationshipNode[]> {
  const { dialect } = connection;
  const page = dialect.page('place', rowsAtOnce);
  const pages = packedPages<PackedPair>(
    connection,
    `SELECT ${dialect.packed(pairFields)} AS packed FROM (${pairs}) AS pairs GROUP BY ${page} ORDER BY ${page}`,
    sqlDbId,
  );
  const sorted: PackedPair[] = [];
  for await (const rows of pages) sorted.push(...[...rows].sort(inOrder));
  return joinKeys(sorted);
}

/** The relationships of which pairs were read, in order of table, then key. */
export function toRelationshipNodes(all: readonly PackedPair[]): RelationshipNode[] {
  return joinKeys([...all].sort(inOrder));
}

function joinKeys(sorted: readonly PackedPair[]): RelationshipNode[] {
  const nodes: RelationshipNode[] = [];
  let start = 0;
  for (const [index, pair] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next && next[1] === pair[1] && next[2] === pair[2]) continue;
    nodes.push(joinPairs(sorted.slice(start, index + 1)));
    start = index + 1;
  }
  return nodes;
}

function inOrder(one: PackedPair, other: PackedPair): number {
  return compareText(one[1], other[1]) || compareText(one[2], other[2]) || one[3] - other[3];
}

/** Makes one of the pairs of a key. A pair that is gone does not belong to a key that is there. */
function joinPairs(all: readonly PackedPair[]): RelationshipNode {
  const live = all.filter((pair) => pair[7] === 0);
  const shown = live.length > 0 ? live : all;
  const [first] = shown as readonly [PackedPair];
  return {
    id: first[0],
    sourceTable: first[1],
    sourceColumns: shown.map((pair) => pair[4]),
    targetTable: first[5],
    targetColumns: shown.map((pair) => pair[6]),
    gone: live.length === 0,
  };
}

import type { RelationshipNode } from '../../model/elements';
import { relationship } from '../fields/relationship';
import { sqlColumn } from '../fields/sqlColumn';
import { sqlTable } from '../fields/sqlTable';
import type { Connection } from '../storage/connection';
import { rowsAtOnce } from '../storage/packedRows';
import { column, columns, isGone, readPages, select, type SelectedRow } from '../storage/selection';
import { compareText } from './elementReads';

/** One pair of columns of a foreign key, with the names of its ends. */
export const columnPair = select({
  ...columns(relationship, ['id', 'constraintKey', 'position']),
  sourceTable: column(sqlTable.fields.name, 'source_table'),
  sourceColumn: column(sqlColumn.fields.name, 'source_column'),
  targetTable: column(sqlTable.fields.name, 'target_table'),
  targetColumn: column(sqlColumn.fields.name, 'target_column'),
  gone: isGone('coalesce(relationship.gone_at, source_table.gone_at, target_table.gone_at)'),
});

export type ColumnPair = SelectedRow<typeof columnPair>;

/** Joins `relationship` with the tables and columns at its ends. */
export const joinedEnds =
  'JOIN sql_table source_table ON source_table.id = relationship.source_table_id ' +
  'JOIN sql_column source_column ON source_column.id = relationship.source_column_id ' +
  'JOIN sql_table target_table ON target_table.id = relationship.target_table_id ' +
  'JOIN sql_column target_column ON target_column.id = relationship.target_column_id';

/** Every pair, and its place, by which pages are cut: they come in order, and a key may continue on the next page. */
const pairs =
  `SELECT ${columnPair.named}, ` +
  '(row_number() OVER (ORDER BY source_table.name, constraint_key, relationship.position) - 1) AS place ' +
  `FROM relationship ${joinedEnds} WHERE source_table.sql_db_id = $1`;

export async function readRelationshipNodes(
  connection: Connection,
  sqlDbId: number,
): Promise<readonly RelationshipNode[]> {
  const page = connection.dialect.page('place', rowsAtOnce);
  const rest = `FROM (${pairs}) AS pairs GROUP BY ${page} ORDER BY ${page}`;
  const sorted: ColumnPair[] = [];
  for await (const rows of readPages(connection, columnPair.ofSubquery('pairs'), rest, sqlDbId)) {
    sorted.push(...[...rows].sort(inOrder));
  }
  return joinKeys(sorted);
}

/** The relationships made of these pairs, in order of table, then key. */
export function toRelationshipNodes(all: readonly ColumnPair[]): RelationshipNode[] {
  return joinKeys([...all].sort(inOrder));
}

function joinKeys(sorted: readonly ColumnPair[]): RelationshipNode[] {
  const nodes: RelationshipNode[] = [];
  let start = 0;
  for (const [index, pair] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next?.sourceTable === pair.sourceTable && next.constraintKey === pair.constraintKey) continue;
    nodes.push(joinPairs(pair, sorted.slice(start, index + 1)));
    start = index + 1;
  }
  return nodes;
}

function inOrder(one: ColumnPair, other: ColumnPair): number {
  return (
    compareText(one.sourceTable, other.sourceTable) ||
    compareText(one.constraintKey, other.constraintKey) ||
    one.position - other.position
  );
}

/**
 * Makes one relationship of the pairs of a key. Pairs that are gone are left out of a key that still exists.
 * @param last the last of `all`
 */
function joinPairs(last: ColumnPair, all: readonly ColumnPair[]): RelationshipNode {
  const live = all.filter((pair) => !pair.gone);
  const shown = live.length > 0 ? live : all;
  const { id, sourceTable, targetTable } = shown[0] ?? last;
  return {
    id,
    sourceTable,
    sourceColumns: shown.map((pair) => pair.sourceColumn),
    targetTable,
    targetColumns: shown.map((pair) => pair.targetColumn),
    gone: live.length === 0,
  };
}

import { yieldToEventLoop } from '../../base/clock';
import type { ColumnDescription, TableDescription } from '../../model/comments';
import { sourceFields, sqlColumn } from '../fields/sqlColumn';
import { sqlTable } from '../fields/sqlTable';
import type { Connection } from '../storage/connection';
import { column, columns, select, type Selection } from '../storage/selection';
import { columnPair, joinedEnds, toRelationshipNodes } from '../elements/relationshipReads';
import { readTablesById } from '../elements/storedTables';

const describedTable = select({
  name: column(sqlTable.fields.name, 'own'),
  kind: column(sqlTable.fields.kind, 'own'),
  description: column(sqlTable.fields.description, 'own'),
  descriptionAuthor: column(sqlTable.fields.descriptionAuthor, 'own'),
  generatedComment: column(sqlTable.fields.generatedComment, 'own'),
});

const sourceProperties = Object.keys(sourceFields) as (keyof typeof sourceFields)[];
const describedColumn = select({
  ...columns(sqlColumn, [
    ...(['id', 'name', ...sourceProperties, 'foreignKey'] as const),
    ...(['description', 'descriptionAuthor', 'generatedComment', 'position'] as const),
  ]),
});

/** Reads these tables of a SqlDb with their columns and relationships, in three queries, in the order given. */
export async function readTableDescriptions(
  connection: Connection,
  sqlDbId: number,
  ids: readonly number[],
): Promise<readonly TableDescription[]> {
  const read = <Row extends object>(selection: Selection<Row>, rest: string) =>
    readTablesById(connection, sqlDbId, ids, selection, rest);
  const tables = await read(describedTable, 'FROM sql_table own WHERE own.id = sql_table.id');
  const tableColumns = await read(
    describedColumn,
    'FROM sql_column WHERE sql_table_id = sql_table.id AND gone_at IS NULL',
  );
  const pairs = await read(
    columnPair,
    `FROM relationship ${joinedEnds} ` +
      'WHERE (source_table_id = sql_table.id OR target_table_id = sql_table.id) AND relationship.gone_at IS NULL ' +
      'AND source_table.gone_at IS NULL AND target_table.gone_at IS NULL',
  );
  const descriptions: TableDescription[] = [];
  for (const id of ids) {
    const table = tables.get(id)?.unpack()[0];
    if (!table) continue;
    descriptions.push({
      id,
      ...table,
      columns: [...(tableColumns.get(id)?.unpack() ?? [])]
        .sort((one, other) => one.position - other.position)
        .map(({ position: _position, ...described }): ColumnDescription => described),
      relationships: toRelationshipNodes(pairs.get(id)?.unpack() ?? []).map(
        ({ id: _id, gone: _gone, ...ends }) => ends,
      ),
    });
    // a table may have thousands of columns
    await yieldToEventLoop();
  }
  return descriptions;
}

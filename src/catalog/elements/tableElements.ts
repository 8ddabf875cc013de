import type { TableElements } from '../catalog';
import type { Connection } from '../storage/connection';
import { packedPages, rowsAtOnce } from '../storage/packedRows';

/** How many columns and relationships the given tables of a SqlDb have, by their names; two queries for any number. */
export async function readTableElements(
  connection: Connection,
  sqlDbId: number,
  tables: readonly (readonly [id: number, name: string, ...rest: unknown[]])[],
): Promise<ReadonlyMap<string, TableElements>> {
  if (tables.length === 0) return new Map();
  const columns = await countByTable(connection, sqlDbId, 'sql_column', 'sql_table_id');
  const relationships = await countByTable(connection, sqlDbId, 'relationship', 'source_table_id');
  return new Map(
    tables.map(([id, name]) => [name, { columns: columns.get(id) ?? 0, relationships: relationships.get(id) ?? 0 }]),
  );
}

async function countByTable(
  connection: Connection,
  sqlDbId: number,
  elements: string,
  tableId: string,
): Promise<ReadonlyMap<number, number>> {
  const { dialect } = connection;
  const counts = new Map<number, number>();
  const pages = packedPages<[tableId: number, count: number]>(
    connection,
    `SELECT ${dialect.packed(['table_id', 'elements'])} AS packed FROM (` +
      `SELECT ${tableId} AS table_id, count(*) AS elements FROM sql_table JOIN ${elements} ON ${tableId} = sql_table.id ` +
      `WHERE sql_db_id = $1 AND ${elements}.gone_at IS NULL GROUP BY ${tableId}) AS counted ` +
      `GROUP BY ${dialect.page('table_id', rowsAtOnce)}`,
    sqlDbId,
  );
  for await (const page of pages) for (const [id, count] of page) counts.set(id, count);
  return counts;
}

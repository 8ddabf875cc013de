import { ThothError } from '../../base/errors';
import type { Connection } from '../storage/connection';
import { pack, parsePacked } from '../storage/packedRows';

/** A table of the catalog, with what a query packed for it. */
export class StoredTable<Row> {
  constructor(
    readonly id: number,
    private readonly packed: string,
  ) {}

  /** Many tables are read at once, and unpacked in turn. */
  unpack(): readonly Row[] {
    return parsePacked<Row>(this.packed);
  }
}

/**
 * Reads the named tables of a SqlDb in one query, by name; a table that is not there is left out.
 * @param packed a query for one packed array, which may refer to `sql_table.id`
 */
export async function readTablesWith<Row>(
  connection: Connection,
  sqlDbId: number,
  names: readonly string[],
  packed: string,
): Promise<ReadonlyMap<string, StoredTable<Row>>> {
  const { dialect } = connection;
  const named = `sql_table.sql_db_id = $2 AND ${dialect.isNamed('sql_table.name', dialect.element)}`;
  const found = await connection.rows<{ id: number; name: string; packed: string }>(
    `SELECT sql_table.id AS id, sql_table.name AS name, (${packed}) AS packed ` +
      `FROM ${dialect.incoming(1)} ${dialect.joinRow('CROSS', 'sql_table', 'sql_table', named)}`,
    pack(names),
    sqlDbId,
  );
  return new Map(found.map(({ id, name, packed }) => [name, new StoredTable<Row>(id, packed)]));
}

export function tableNotFound(table: string): ThothError {
  return new ThothError(
    'NOT_FOUND',
    `The table "${table}" is not in the catalog: the source may have changed meanwhile. ` +
      'Create the database elements again.',
  );
}

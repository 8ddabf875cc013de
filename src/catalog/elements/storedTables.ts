import { ThothError } from '../../base/errors';
import type { Connection } from '../storage/connection';
import { pack } from '../storage/packedRows';
import type { Selection } from '../storage/selection';

/** A table of the catalog, with the rows that a query packed for it. */
export class StoredTable<Row extends object> {
  constructor(
    readonly id: number,
    private readonly selection: Selection<Row>,
    private readonly packed: string,
  ) {}

  /** Called for one table at a time, since many tables are read at once. */
  unpack(): readonly Row[] {
    return this.selection.unpack(this.packed);
  }
}

/**
 * Reads the named tables of a SqlDb in one query, by name, each with some rows; skips names without a table.
 * @param rest the query for the rows from FROM on, which may refer to `sql_table.id`
 */
export async function readTablesWith<Row extends object>(
  connection: Connection,
  sqlDbId: number,
  names: readonly string[],
  selection: Selection<Row>,
  rest: string,
): Promise<ReadonlyMap<string, StoredTable<Row>>> {
  const { dialect } = connection;
  const isMeant = dialect.isNamed('sql_table.name', dialect.element);
  const found = await readTables(connection, sqlDbId, isMeant, pack(names), selection, rest);
  return new Map(found.map(({ name, table }) => [name, table]));
}

/** Like `readTablesWith`, for the tables with these ids. */
export async function readTablesById<Row extends object>(
  connection: Connection,
  sqlDbId: number,
  ids: readonly number[],
  selection: Selection<Row>,
  rest: string,
): Promise<ReadonlyMap<number, StoredTable<Row>>> {
  const isMeant = `sql_table.id = ${connection.dialect.field(0, 'integer')}`;
  const found = await readTables(connection, sqlDbId, isMeant, pack(ids.map((id) => [id])), selection, rest);
  return new Map(found.map(({ table }) => [table.id, table]));
}

async function readTables<Row extends object>(
  connection: Connection,
  sqlDbId: number,
  isMeant: string,
  incoming: string,
  selection: Selection<Row>,
  rest: string,
): Promise<readonly { readonly name: string; readonly table: StoredTable<Row> }[]> {
  const { dialect } = connection;
  const joined = dialect.joinRow('CROSS', 'sql_table', 'sql_table', `sql_table.sql_db_id = $2 AND ${isMeant}`);
  const found = await connection.rows<{ id: number; name: string; packed: string }>(
    `SELECT sql_table.id AS id, sql_table.name AS name, (SELECT ${selection.packed(dialect)} ${rest}) AS packed ` +
      `FROM ${dialect.incoming(1)} ${joined}`,
    incoming,
    sqlDbId,
  );
  return found.map(({ id, name, packed }) => ({ name, table: new StoredTable(id, selection, packed) }));
}

export function tableNotFound(table: string): ThothError {
  return new ThothError(
    'NOT_FOUND',
    `The table "${table}" is not in the catalog: the source may have changed meanwhile. ` +
      'Create the database elements again.',
  );
}

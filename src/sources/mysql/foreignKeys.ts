import { yieldToEventLoop } from '../../base/clock';
import { ThothError } from '../../base/errors';
import type { Query, Row } from './connection';
import { serverErrorNumber } from './errors';
import type { MysqlQueries, Purpose } from './queries';
import { isAtLeast, type ServerInfo } from './serverInfo';

const unknownTable = 1109;
const accessDenied = 1227;

/** A foreign key as a table declares it. */
export interface DeclaredKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly targetDatabase: string;
  readonly targetTable: string;
  readonly targetColumns: readonly string[];
}

/** Foreign keys by the table that has them; those of a table in the order of their names. */
export type DeclaredKeys = ReadonlyMap<string, readonly DeclaredKey[]>;

/** A foreign key whose pairs of columns are still being read. */
interface GrowingKey extends DeclaredKey {
  readonly columns: string[];
  readonly targetColumns: string[];
}

/**
 * The foreign keys of a database. Two queries read InnoDB's own tables where the user may read them (PROCESS), else one
 * reads KEY_COLUMN_USAGE. For the latter MariaDB opens each table, which takes two hundred times as long on a server that
 * has just started. Only InnoDB has foreign keys.
 */
export async function readDeclaredKeys(
  queries: MysqlQueries,
  server: ServerInfo,
  database: string,
  purpose: Purpose,
  signal: AbortSignal,
): Promise<DeclaredKeys> {
  const read = async (query: Query, add: (row: Row) => void): Promise<void> => {
    for await (const rows of queries.batches(query, purpose, signal)) rows.forEach(add);
  };
  if (hasReadableInnoDb(server)) {
    try {
      const builder = new KeyBuilder();
      await read(innoDbKeysQuery(database), (row) => builder.addInnoDbKey(row));
      await read(innoDbPairsQuery(database), (row) => builder.addInnoDbPair(row));
      return await builder.byTable();
    } catch (error) {
      if (!isForbidden(error)) throw error;
    }
  }
  const builder = new KeyBuilder();
  await read(keyColumnUsageQuery(database), (row) => builder.addPair(row));
  return builder.byTable();
}

/** Whether the user may not read InnoDB's own tables, or the server does not have them. */
function isForbidden(error: unknown): boolean {
  return error instanceof ThothError && [accessDenied, unknownTable].includes(serverErrorNumber(error.cause));
}

/** MySQL 8 has other names for these tables and does not need them; MariaDB 12.1 has another kind of id. */
function hasReadableInnoDb({ isMariaDb, version }: ServerInfo): boolean {
  return isMariaDb && isAtLeast(version, [10, 0]) && !isAtLeast(version, [12, 1]);
}

/** InnoDB gives the names of databases and tables as file names, `database/table`. */
const encodedDatabase = 'CONVERT(CONVERT(? USING filename) USING binary)';
const inDatabase = (id: string): string => `BINARY SUBSTRING_INDEX(${id}, '/', 1) = ${encodedDatabase}`;
const decoded = (encoded: string): string => `CONVERT(CONVERT(BINARY ${encoded} USING filename) USING utf8mb4)`;

/** The foreign keys of InnoDB, each with its id. */
export function innoDbKeysQuery(database: string): Query {
  return {
    sql: `
      SELECT ID, ${decoded("SUBSTRING_INDEX(FOR_NAME, '/', -1)")},
        ${decoded("SUBSTRING_INDEX(REF_NAME, '/', 1)")}, ${decoded("SUBSTRING_INDEX(REF_NAME, '/', -1)")}
      FROM information_schema.INNODB_SYS_FOREIGN
      WHERE ${inDatabase('FOR_NAME')}`,
    values: [database],
  };
}

/** The pairs of columns of InnoDB's foreign keys. */
export function innoDbPairsQuery(database: string): Query {
  return {
    sql: `
      SELECT ID, POS, FOR_COL_NAME, REF_COL_NAME
      FROM information_schema.INNODB_SYS_FOREIGN_COLS
      WHERE ${inDatabase('ID')}`,
    values: [database],
  };
}

function keyColumnUsageQuery(database: string): Query {
  return {
    sql: `
      SELECT TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION, COLUMN_NAME,
        REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME
      FROM information_schema.KEY_COLUMN_USAGE
      WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME IS NOT NULL`,
    values: [database],
  };
}

/** How many keys are grouped without a turn of the event loop. */
const keysPerTurn = 2_000;

/** Puts foreign keys together from the rows of either kind of query. */
class KeyBuilder {
  private readonly keys = new Map<string, { readonly table: string; readonly key: GrowingKey }>();

  addInnoDbKey(row: Row): void {
    const [id, table, targetDatabase, targetTable] = row as readonly [string, string, string, string];
    this.keyOf(id, table, { name: id.slice(id.indexOf('/') + 1), targetDatabase, targetTable });
  }

  addInnoDbPair(row: Row): void {
    const [id, position, column, targetColumn] = row as readonly [string, number, string, string];
    const key = this.keys.get(id)?.key;
    // a key that was created between the two queries is not known
    if (key) addPair(key, position, column, targetColumn);
  }

  addPair(row: Row): void {
    const [table, name, position, column, targetDatabase, targetTable, targetColumn] = row as readonly [
      ...[string, string, number, string],
      ...[string, string, string],
    ];
    const key = this.keyOf(JSON.stringify([table, name]), table, { name, targetDatabase, targetTable });
    addPair(key, position - 1, column, targetColumn);
  }

  async byTable(): Promise<DeclaredKeys> {
    const byTable = new Map<string, DeclaredKey[]>();
    let untilTurn = keysPerTurn;
    for (const { table, key } of this.keys.values()) {
      // skips a key that was dropped between the two queries
      if (key.columns.length === 0) continue;
      const keys = byTable.get(table);
      if (keys) keys.push(key);
      else byTable.set(table, [key]);
      if (--untilTurn > 0) continue;
      untilTurn = keysPerTurn;
      await yieldToEventLoop();
    }
    return byTable;
  }

  private keyOf(
    id: string,
    table: string,
    made: Pick<DeclaredKey, 'name' | 'targetDatabase' | 'targetTable'>,
  ): GrowingKey {
    const known = this.keys.get(id);
    if (known) return known.key;
    const key = { ...made, columns: [], targetColumns: [] };
    this.keys.set(id, { table, key });
    return key;
  }
}

function addPair(key: GrowingKey, position: number, column: string, targetColumn: string): void {
  key.columns[position] = column;
  key.targetColumns[position] = targetColumn;
}

import type { RowLimits } from '../source';
import type { Query } from './connection';
import { quoted } from './names';
import type { ServerInfo } from './serverInfo';
import { isBinaryType } from './types';

/** The names of the types of one table's columns, without length. */
export function columnTypesQuery(database: string, table: string): Query {
  return {
    sql: `
      SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?`,
    values: [database, table],
  };
}

/** A query for the first rows of a table, each cell as text. The server cuts the cells, and stops after the time limit. */
export function rowsQuery(
  from: { readonly database: string; readonly table: string },
  columns: readonly string[],
  dataTypes: ReadonlyMap<string, string>,
  { rows, characters }: RowLimits,
  limit: { readonly milliseconds: number; readonly server: ServerInfo },
): Query {
  const cells = columns.map((column) => cell(quoted(column), dataTypes.get(column) ?? '', Math.trunc(characters)));
  const select = `${cells.join(', ')} FROM ${quoted(from.database)}.${quoted(from.table)} LIMIT ${Math.trunc(rows)}`;
  return { sql: limitedSelect(select, limit.milliseconds, limit.server) };
}

/** A SELECT that the server stops after a time of its own. */
function limitedSelect(select: string, milliseconds: number, { isMariaDb }: ServerInfo): string {
  return isMariaDb
    ? `SET STATEMENT max_statement_time = ${milliseconds / 1_000} FOR SELECT ${select}`
    : `SELECT /*+ MAX_EXECUTION_TIME(${Math.ceil(milliseconds)}) */ ${select}`;
}

function cell(column: string, dataType: string, characters: number): string {
  return isBinaryType(dataType)
    ? `CONCAT('(', OCTET_LENGTH(${column}), ' bytes)')`
    : `LEFT(CAST(${column} AS CHAR CHARACTER SET utf8mb4), ${characters})`;
}

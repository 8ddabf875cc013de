import type { RowLimits } from '../source';
import { showsAllViews } from './columns';
import type { Query, Row } from './connection';
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
    ...showsAllViews,
  };
}

/** Whether something is a table or a view, and which engine stores it; no row if it may not be seen. */
export function tableTypeQuery(database: string, table: string): Query {
  return {
    sql: 'SELECT TABLE_TYPE, ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?',
    values: [database, table],
  };
}

/** Engines whose tables are files or other servers. */
const outsideEngines = /^(?:CONNECT|FEDERATED|SPHINX|SPIDER)$/i;

/** Why reading the rows may run functions of other users; undefined where it cannot. @param row of `tableTypeQuery` */
export function hazardOf(row: Row | undefined): string | undefined {
  const [type, engine] = row ?? [];
  // a table that may not be seen cannot be read either, but it may be a view
  if (row === undefined || String(type).endsWith('VIEW'))
    return 'it is a view, which may call functions of other users';
  return outsideEngines.test(String(engine)) ? 'its rows come from outside of this database' : undefined;
}

/**
 * A query for the first rows of a table, each cell as text. The server cuts the cells, and stops after the time limit.
 * @param limit `isTable` is false where functions may run, and change the settings of the session
 */
export function rowsQuery(
  from: { readonly database: string; readonly table: string },
  columns: readonly string[],
  dataTypes: ReadonlyMap<string, string>,
  { rows, characters }: RowLimits,
  limit: { readonly milliseconds: number; readonly server: ServerInfo; readonly isTable: boolean },
): Query {
  const cells = columns.map((column) => cell(quoted(column), dataTypes.get(column) ?? '', Math.trunc(characters)));
  const select = `${cells.join(', ')} FROM ${quoted(from.database)}.${quoted(from.table)} LIMIT ${Math.trunc(rows)}`;
  const sql = limitedSelect(select, limit.milliseconds, limit.server);
  return { sql, transaction: 'READ ONLY', endsSession: !limit.isTable };
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

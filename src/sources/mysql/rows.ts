import type { RowLimits } from '../source';
import { quoted } from './quote';
import type { Query } from './session';
import { isBinaryType } from './types';

/** The bare types of one table's columns. */
export function columnTypesQuery(database: string, table: string): Query {
  return {
    sql: `
      SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?`,
    values: [database, table],
  };
}

/** What to select for the first rows of a table, each cell as text that the server has cut. */
export function selectedRows(
  from: { readonly database: string; readonly table: string },
  columns: readonly string[],
  dataTypes: ReadonlyMap<string, string>,
  { rows, characters }: RowLimits,
): string {
  const cells = columns.map((column) => cell(quoted(column), dataTypes.get(column) ?? '', Math.trunc(characters)));
  return `${cells.join(', ')} FROM ${quoted(from.database)}.${quoted(from.table)} LIMIT ${Math.trunc(rows)}`;
}

function cell(column: string, dataType: string, characters: number): string {
  return isBinaryType(dataType)
    ? `CONCAT('(', OCTET_LENGTH(${column}), ' bytes)')`
    : `LEFT(CAST(${column} AS CHAR CHARACTER SET utf8mb4), ${characters})`;
}

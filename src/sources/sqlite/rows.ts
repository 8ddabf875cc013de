import type { RowLimits } from '../source';
import { quoted } from './names';

/** A query for the first rows of a table, each as a JSON array of texts in its column `text`. */
export function rowsQuery(table: string, columns: readonly string[], { rows, characters }: RowLimits): string {
  const cells = columns.map((column) => cell(quoted(column), characters)).join(', ');
  return `SELECT json_array(${cells}) AS text FROM ${quoted(table)} LIMIT ${Math.trunc(rows)}`;
}

function cell(column: string, characters: number): string {
  return (
    `CASE typeof(${column}) WHEN 'null' THEN NULL WHEN 'blob' THEN '(' || length(${column}) || ' bytes)' ` +
    `ELSE substr(CAST(${column} AS TEXT), 1, ${Math.trunc(characters)}) END`
  );
}

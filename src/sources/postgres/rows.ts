import type { RowLimits } from '../source';
import { quoted } from './names';
import { askedTables } from './tables';

/**
 * Whether a table exists, and which of its columns hold binary data, directly or through a domain; one row per table.
 */
export const binaryColumnsQuery = `
  SELECT relation.oid IS NOT NULL, (
    SELECT json_agg(name)
    FROM (
      WITH RECURSIVE typed (name, type) AS (
        SELECT attname, atttypid FROM pg_attribute WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
        UNION ALL
        SELECT name, typbasetype FROM typed JOIN pg_type ON pg_type.oid = type AND typtype = 'd'
      )
      SELECT name FROM typed WHERE type = 'bytea'::regtype
    ) AS binary_columns)
  FROM ${askedTables}`;

/** A query for the first rows of a table. It has no ORDER BY, so that the server reads only these rows. */
export function rowsQuery(
  schema: string,
  table: string,
  columns: readonly string[],
  binaryColumns: ReadonlySet<string>,
  limits: RowLimits,
): string {
  const characters = Math.trunc(limits.characters);
  const cells = columns.map((column) =>
    binaryColumns.has(column)
      ? `'(' || octet_length(${quoted(column)}) || ' bytes)'`
      : `left(${quoted(column)}::text, ${characters})`,
  );
  return `SELECT ${cells.join(', ')} FROM ${quoted(schema)}.${quoted(table)} LIMIT ${Math.trunc(limits.rows)}`;
}

import { createHash, type Hash } from 'node:crypto';
import type { SourceTable, SourceTableKind } from '../source';

/** The user's tables and views, 2,000 per row, without SQLite's own tables and the shadow tables of virtual tables. */
export const tablesQuery = `
  SELECT json_group_array(json_array(name, type) ORDER BY position) AS text
  FROM (
    SELECT name, type, row_number() OVER (ORDER BY name) - 1 AS position
    FROM pragma_table_list
    WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  )
  GROUP BY position / 2000
  ORDER BY position / 2000`;

/**
 * The definitions of all tables and views, 50 per row. Joining them to the tables would take three times as long.
 */
export const definitionsQuery = `
  WITH RECURSIVE page (first) AS (
    SELECT 1 UNION ALL SELECT first + 50 FROM page WHERE first + 50 <= (SELECT max(rowid) FROM sqlite_schema)
  )
  SELECT coalesce((
    SELECT group_concat(sql, char(0)) FROM sqlite_schema
    WHERE rowid BETWEEN first AND first + 49 AND type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  ), '') AS text
  FROM page`;

/** The SQL of a view; `$1` is its name. */
export const viewDefinitionQuery =
  "SELECT CAST(sql AS text) AS text FROM sqlite_schema WHERE type = 'view' AND name = $1 AND sql NOTNULL";

export type ListedTable = Pick<SourceTable, 'name' | 'kind'>;

export function unpackTables(json: string): ListedTable[] {
  const packed = JSON.parse(json) as (readonly [name: string, kind: SourceTableKind])[];
  return packed.map(([name, kind]) => ({ name, kind }));
}

/**
 * Part of every fingerprint. Increase it when the code in this folder reads something else from the same definition.
 */
const readerVersion = 1;

/** The hash of a schema, to be updated with all its definitions. */
export function createSchemaHash(): Hash {
  return createHash('sha1').update(`${readerVersion}`);
}

/**
 * The fingerprint of a table. It depends on every definition of the schema, since a view's columns depend on other
 * tables, and a foreign key on its target. A virtual table has none: its module can change its columns at any time.
 */
export function fingerprintOf(kind: SourceTableKind, schemaHash: string): string {
  return kind === 'virtual' ? '' : schemaHash;
}

import { createHash, type Hash } from 'node:crypto';
import type { SourceTable, SourceTableKind } from '../source';
import { foldName } from './names';
import { shadowTablesOf } from './shadowTables';

/**
 * The tables and views of the schema, 2,000 per row, without SQLite's own tables; with the beginning of a virtual
 * table's definition. `pragma_table_list` would compile every view: one that is too large would hide all the others.
 */
export const tablesQuery = `
  SELECT json_group_array(json_array(name, kind, definition) ORDER BY position) AS text
  FROM (
    SELECT
      name,
      CASE WHEN type = 'view' THEN 'view' WHEN rootpage = 0 THEN 'virtual' ELSE 'table' END AS kind,
      CASE WHEN type = 'table' AND rootpage = 0 THEN substr(sql, 1, 2000) END AS definition,
      row_number() OVER (ORDER BY name) - 1 AS position
    FROM sqlite_schema
    WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
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

export interface ListedTable extends Pick<SourceTable, 'name' | 'kind'> {
  /** The beginning of a virtual table's SQL; null for others. */
  readonly definition: string | null;
}

export function unpackTables(json: string): ListedTable[] {
  const packed = JSON.parse(json) as (readonly [name: string, kind: SourceTableKind, definition: string | null])[];
  return packed.map(([name, kind, definition]) => ({ name, kind, definition }));
}

/** The tables without the ones in which virtual tables keep their data. */
export function withoutShadowTables(tables: readonly ListedTable[]): ListedTable[] {
  const shadows = new Set<string>();
  for (const { name, definition } of tables) {
    if (definition !== null) for (const shadow of shadowTablesOf(name, definition)) shadows.add(foldName(shadow));
  }
  return tables.filter(({ name, kind }) => kind !== 'table' || !shadows.has(foldName(name)));
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

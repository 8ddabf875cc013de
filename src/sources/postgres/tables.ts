import type { SourceTable, SourceTableKind } from '../source';
import type { Row } from './connection';

/** The relations of a schema that have rows, without indexes, sequences and composite types. `$1` is the schema. */
export const tablesQuery = `
  SELECT relname, CASE WHEN relispartition THEN 'partition' ELSE relkind::text END, description
  FROM pg_class
  LEFT JOIN pg_description ON objoid = pg_class.oid AND classoid = 'pg_class'::regclass AND objsubid = 0
  WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND relkind IN ('r', 'p', 'v', 'm', 'f')
  ORDER BY relname`;

const kinds: Readonly<Record<string, SourceTableKind>> = {
  partition: 'partition',
  r: 'table',
  p: 'partitionedTable',
  v: 'view',
  m: 'materializedView',
  f: 'foreignTable',
};

export function unpackTable([name, kind, description]: Row): SourceTable {
  return { name: name ?? '', kind: kinds[kind ?? ''] ?? 'table', description: description ?? '', fingerprint: '' };
}

/**
 * The tables asked for, for the FROM clause of a query that gives one row for each, in that order: `asked.position`,
 * and `relation` as in pg_class, all NULL where there is no such table. `$1` is the schema, `$2` the names in JSON.
 */
export const askedTables = `
  json_array_elements_text($2::json) WITH ORDINALITY AS asked (name, position)
  LEFT JOIN pg_class AS relation
    ON relation.relname = asked.name AND relation.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND relation.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)`;

import type { SourceForeignKey, UnresolvedForeignKey } from '../source';
import { askedTables } from './tables';

/**
 * The names of a table's columns whose numbers a constraint holds, in the constraint's order. Nearly every key has one
 * column, which is found in half the time when nothing is put in order.
 */
function columnNames(table: string, numbers: string): string {
  return `
    CASE cardinality(${numbers}) WHEN 1 THEN
      (SELECT json_build_array(attname) FROM pg_attribute WHERE attrelid = ${table} AND attnum = ${numbers}[1])
    ELSE
      (SELECT json_agg(attname ORDER BY position)
         FROM unnest(${numbers}) WITH ORDINALITY AS key (number, position)
         JOIN pg_attribute ON attrelid = ${table} AND attnum = number)
    END`;
}

/**
 * The foreign keys of each table asked for, packed by the server. A partition's copy of its parent's key, and the
 * copies that a key to a partitioned table has for each partition, have a parent: these are left out.
 */
export const foreignKeysQuery = `
  SELECT CASE WHEN relation.oid IS NOT NULL THEN coalesce(
    (SELECT json_agg(json_build_array(
         conname, ${columnNames('conrelid', 'conkey')}, nspname, target.relname, ${columnNames('confrelid', 'confkey')})
         ORDER BY conname)
       FROM pg_constraint
       JOIN pg_class AS target ON target.oid = confrelid
       JOIN pg_namespace ON pg_namespace.oid = target.relnamespace
       WHERE conrelid = relation.oid AND contype = 'f' AND conparentid = 0), '[]') END
  FROM ${askedTables}
  ORDER BY asked.position`;

type PackedForeignKey = readonly [
  name: string,
  columns: readonly string[],
  targetSchema: string,
  targetTable: string,
  targetColumns: readonly string[],
];

interface TableKeys {
  readonly foreignKeys: readonly SourceForeignKey[];
  readonly unresolved: readonly UnresolvedForeignKey[];
}

/**
 * The foreign keys of one table, in order of name; those to other schemas are unresolved, since their targets are not
 * read.
 * @param schema the schema that is read
 */
export function unpackForeignKeys(json: string, schema: string): TableKeys {
  const foreignKeys: SourceForeignKey[] = [];
  const unresolved: UnresolvedForeignKey[] = [];
  for (const [name, columns, targetSchema, targetTable, targetColumns] of JSON.parse(json) as PackedForeignKey[]) {
    if (targetSchema === schema) foreignKeys.push({ name, columns, targetTable, targetColumns });
    else unresolved.push({ columns, targetTable, reason: elsewhere(targetTable, targetSchema, schema) });
  }
  return { foreignKeys, unresolved };
}

function elsewhere(table: string, itsSchema: string, schema: string): string {
  return `"${table}" is in the schema "${itsSchema}", and only the schema "${schema}" is read.`;
}

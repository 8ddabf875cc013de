import { tables } from '../fields';

/** The tables of the project database, and the one that lists its migrations. */
const names = [...Object.values(tables).map(({ name }) => name), 'schema_migration'];

/** A table's name where a statement names a table, and not one of its columns. */
const namedTable = new RegExp(
  String.raw`\b((?:FROM|JOIN|UPDATE|INTO|TABLE|TABLE IF NOT EXISTS|REFERENCES|ON)\s+)(${names.join('|')})\b(?!\.)`,
  'g',
);

/**
 * Puts a schema before the names of the project database's tables in a statement, which must not hold values. A name that
 * were overlooked would not be found, since the server looks up names in its own schema only.
 */
export function qualifyTables(sql: string, schema: string): string {
  const quotedSchema = `"${schema.replaceAll('"', '""')}"`;
  return sql.replaceAll(namedTable, (_, before: string, name: string) => `${before}${quotedSchema}.${name}`);
}

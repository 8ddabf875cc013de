import { ThothError } from '../../base/errors';
import type { ChosenColumns, CommentMode, ElementChoice } from '../../model/comments';
import type { Connection } from '../storage/connection';
import { packedPages, rowsAtOnce } from '../storage/packedRows';
import { compareText } from '../elements/elementReads';

/** What each mode demands of a row of `sql_table` or `sql_column`. */
const conditions: Readonly<Record<CommentMode, (alias: string) => string>> = {
  missing: (alias) => `${alias}.generated_comment = ''`,
  failed: (alias) => `${alias}.comment_error <> ''`,
  all: () => '1 = 1',
};

function isWantedIn(mode: CommentMode, alias: string): string {
  return `CASE WHEN ${conditions[mode](alias)} THEN 1 ELSE 0 END`;
}

/** One query. @throws ThothError NOT_FOUND for a table that the catalog does not have */
export async function readChosenTables(
  connection: Connection,
  sqlDbId: number,
  { tables: names }: ElementChoice,
  mode: CommentMode,
): Promise<readonly string[]> {
  const { dialect } = connection;
  const wanted = isWantedIn(mode, 'sql_table');
  const pages = packedPages<[name: string, wanted: 0 | 1]>(
    connection,
    `SELECT ${dialect.packed(['name', wanted])} AS packed FROM sql_table ` +
      `WHERE sql_db_id = $1 AND gone_at IS NULL GROUP BY ${dialect.page('id', rowsAtOnce)}`,
    sqlDbId,
  );
  const found = new Map<string, boolean>();
  for await (const page of pages) for (const [name, isWanted] of page) found.set(name, isWanted === 1);
  requireKnown('table', names, (name) => found.has(name));
  const chosen = names ? [...new Set(names)] : [...found.keys()];
  return chosen.filter((name) => found.get(name)).sort(compareText);
}

/** One query. @throws ThothError NOT_FOUND for a table or column that the catalog does not have */
export async function readChosenColumns(
  connection: Connection,
  sqlDbId: number,
  { tables, columns }: ElementChoice,
  mode: CommentMode,
): Promise<readonly ChosenColumns[]> {
  const { dialect } = connection;
  const wanted = isWantedIn(mode, 'sql_column');
  const fields = ['sql_table.name', 'original_column_name', 'position', wanted];
  const pages = packedPages<[table: string, column: string, position: number, wanted: 0 | 1]>(
    connection,
    `SELECT ${dialect.packed(fields)} AS packed FROM sql_table JOIN sql_column ON sql_table_id = sql_table.id ` +
      'WHERE sql_db_id = $1 AND sql_table.gone_at IS NULL AND sql_column.gone_at IS NULL ' +
      `GROUP BY ${dialect.page('sql_column.id', rowsAtOnce)}`,
    sqlDbId,
  );
  const asked = { tables: tables && new Set(tables), columns: columns && new Set(columns) };
  const known = { tables: new Set<string>(), columns: new Set<string>() };
  const chosen = new Map<string, [position: number, column: string][]>();
  for await (const page of pages) {
    for (const [table, column, position, isWanted] of page) {
      known.tables.add(table);
      if (asked.columns) known.columns.add(`${table}.${column}`);
      if (asked.tables && !asked.tables.has(table)) continue;
      if (asked.columns && !asked.columns.has(`${table}.${column}`)) continue;
      if (isWanted === 0) continue;
      const list = chosen.get(table);
      if (list) list.push([position, column]);
      else chosen.set(table, [[position, column]]);
    }
  }
  requireKnown('table', tables, (name) => known.tables.has(name));
  requireKnown('column', columns, (name) => known.columns.has(name));
  return [...chosen]
    .sort(([one], [other]) => compareText(one, other))
    .map(([table, list]) => ({ table, columns: list.sort(([one], [other]) => one - other).map(([, name]) => name) }));
}

function requireKnown(what: string, names: readonly string[] | undefined, isKnown: (name: string) => boolean): void {
  const unknown = names?.filter((name) => !isKnown(name)) ?? [];
  if (unknown.length === 0) return;
  throw new ThothError(
    'NOT_FOUND',
    `The catalog has no ${what} ${unknown.map((name) => `"${name}"`).join(', ')}. ` +
      'Check the name, or create the database elements again.',
  );
}

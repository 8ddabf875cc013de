import { ThothError } from '../../base/errors';
import type { ChosenColumns, CommentMode, ElementChoice } from '../../model/comments';
import type { Connection } from '../storage/connection';
import { sqlColumn } from '../fields/sqlColumn';
import { sqlTable } from '../fields/sqlTable';
import { rowsAtOnce } from '../storage/packedRows';
import { column, columns as columnsOf, readPages, select, type Expression } from '../storage/selection';
import { compareText } from '../elements/elementReads';

/** Which elements each mode describes. */
const conditions: Readonly<Record<CommentMode, (alias: string) => string>> = {
  missing: (alias) => `${alias}.generated_comment = ''`,
  failed: (alias) => `${alias}.comment_error <> ''`,
  all: () => '1 = 1',
};

/** Whether an element is one that the mode describes. */
function isWanted(mode: CommentMode, alias: string): Expression<boolean> {
  return { sql: `CASE WHEN ${conditions[mode](alias)} THEN 1 ELSE 0 END`, kind: 'flag' };
}

/** One query. @throws ThothError NOT_FOUND for a table that the catalog does not have */
export async function readChosenTables(
  connection: Connection,
  sqlDbId: number,
  { tables: names }: ElementChoice,
  mode: CommentMode,
): Promise<readonly string[]> {
  const selection = select({ name: column(sqlTable.fields.name), wanted: isWanted(mode, 'sql_table') });
  const page = connection.dialect.page('id', rowsAtOnce);
  const rest = `FROM sql_table WHERE sql_db_id = $1 AND gone_at IS NULL GROUP BY ${page}`;
  const found = new Map<string, boolean>();
  for await (const rows of readPages(connection, selection, rest, sqlDbId)) {
    for (const { name, wanted } of rows) found.set(name, wanted);
  }
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
  const selection = select({
    table: column(sqlTable.fields.name),
    ...columnsOf(sqlColumn, ['name', 'position']),
    wanted: isWanted(mode, 'sql_column'),
  });
  const rest =
    'FROM sql_table JOIN sql_column ON sql_table_id = sql_table.id ' +
    'WHERE sql_db_id = $1 AND sql_table.gone_at IS NULL AND sql_column.gone_at IS NULL ' +
    `GROUP BY ${connection.dialect.page('sql_column.id', rowsAtOnce)}`;
  const asked = { tables: tables && new Set(tables), columns: columns && new Set(columns) };
  const known = { tables: new Set<string>(), columns: new Set<string>() };
  const chosen = new Map<string, { readonly name: string; readonly position: number }[]>();
  for await (const page of readPages(connection, selection, rest, sqlDbId)) {
    for (const { table, name, position, wanted } of page) {
      known.tables.add(table);
      if (asked.columns) known.columns.add(`${table}.${name}`);
      if (asked.tables && !asked.tables.has(table)) continue;
      if (asked.columns && !asked.columns.has(`${table}.${name}`)) continue;
      if (!wanted) continue;
      const list = chosen.get(table);
      if (list) list.push({ name, position });
      else chosen.set(table, [{ name, position }]);
    }
  }
  requireKnown('table', tables, (name) => known.tables.has(name));
  requireKnown('column', columns, (name) => known.columns.has(name));
  return [...chosen]
    .sort(([one], [other]) => compareText(one, other))
    .map(([table, list]) => ({
      table,
      columns: list.sort((one, other) => one.position - other.position).map(({ name }) => name),
    }));
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

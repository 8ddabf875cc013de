import { yieldToEventLoop } from '../base/clock';
import { throwIfCancelled } from '../base/errors';
import type { Source, SourceTable, SourceTableKind, TableColumns, TableForeignKeys } from './source';
import { columnsQuery, unpackColumns, type ColumnsRow } from './sqliteColumns';
import { vanishedTable } from './sqliteErrors';
import {
  foldName,
  foreignKeysQuery,
  isResolved,
  resolveForeignKey,
  targetTable,
  unpackForeignKeys,
  type DeclaredForeignKey,
  type ForeignKeysRow,
  type Target,
  type TargetTable,
} from './sqliteForeignKeys';
import type { SqliteQueries, TableRow } from './sqliteQueries';

/** How many tables one query reads. */
const tablesPerPage = 200;
/** How much JSON is unpacked in one stretch, in characters: a few milliseconds. */
const charactersPerStretch = 200_000;

/** The user's tables and views, packed by 5,000; no shadow tables of virtual tables, nothing of SQLite's own. */
const tablesQuery = `
  SELECT json_group_array(json_array(name, type) ORDER BY position) AS tables
  FROM (
    SELECT name, type, row_number() OVER (ORDER BY name) - 1 AS position
    FROM pragma_table_list
    WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  )
  GROUP BY position / 5000
  ORDER BY position / 5000`;

/** A SQLite database, read through the table-valued forms of its pragmas. */
export class SqliteSource implements Source {
  /** What foreign keys can point at, by the table's name; filled by every reading of columns. */
  private readonly targets = new Map<string, TargetTable>();

  constructor(private readonly queries: SqliteQueries) {}

  async listTables(signal: AbortSignal): Promise<readonly SourceTable[]> {
    const tables: SourceTable[] = [];
    for (const row of await this.queries.all<{ tables: string }>(tablesQuery, signal)) {
      for (const [name, kind] of JSON.parse(row.tables) as [string, SourceTableKind][]) {
        tables.push({ name, kind, description: '' });
      }
      await yieldToEventLoop();
    }
    throwIfCancelled(signal);
    return tables.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async *readColumns(tables: readonly string[], signal: AbortSignal): AsyncGenerator<readonly TableColumns[]> {
    for (const page of pages(tables)) {
      const rows = await this.queries.eachTable<ColumnsRow>(columnsQuery, page, signal);
      for (const stretch of stretches(rows, (row) => row.columns.length)) {
        throwIfCancelled(signal);
        yield stretch.map((tableRow) => this.tableColumns(tableRow));
        await yieldToEventLoop();
      }
    }
  }

  async *readForeignKeys(tables: readonly string[], signal: AbortSignal): AsyncGenerator<readonly TableForeignKeys[]> {
    if (tables.length === 0) return;
    const names = new Map((await this.listTables(signal)).map(({ name }) => [foldName(name), name]));
    for (const page of pages(tables)) {
      const rows = await this.queries.eachTable<ForeignKeysRow>(foreignKeysQuery, page, signal);
      for (const stretch of stretches(rows, (row) => row.foreignKeys.length)) {
        throwIfCancelled(signal);
        yield await this.tablesForeignKeys(stretch, names, signal);
        await yieldToEventLoop();
      }
    }
  }

  close(): Promise<void> {
    return this.queries.close();
  }

  private tableColumns(tableRow: TableRow<ColumnsRow>): TableColumns {
    if ('error' in tableRow) return tableRow;
    const { table } = tableRow;
    const columns = unpackColumns(tableRow.row);
    if (columns.length === 0) return { table, error: vanishedTable(table) };
    this.targets.set(table, targetTable(table, columns));
    return { table, columns };
  }

  private async tablesForeignKeys(
    tableRows: readonly TableRow<ForeignKeysRow>[],
    names: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<readonly TableForeignKeys[]> {
    const declared = tableRows.map((tableRow) => ('error' in tableRow ? [] : unpackForeignKeys(tableRow.row)));
    await this.readTargets(declared.flat(), names, signal);
    return tableRows.map((tableRow, index) => {
      if ('error' in tableRow) return tableRow;
      const { table } = tableRow;
      if (!names.has(foldName(table))) return { table, error: vanishedTable(table) };
      const keys = (declared[index] ?? []).map((key) => resolveForeignKey(key, this.targetOf(key, names)));
      return {
        table,
        foreignKeys: keys.filter(isResolved),
        unresolved: keys.flatMap((key) => (isResolved(key) ? [] : [key])),
      };
    });
  }

  /** Reads the targets whose columns have not been read yet. */
  private async readTargets(
    keys: readonly DeclaredForeignKey[],
    names: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<void> {
    const unread = new Set<string>();
    for (const key of keys) {
      const name = names.get(foldName(key.targetTable));
      if (name !== undefined && !this.targets.has(name)) unread.add(name);
    }
    for (const page of pages([...unread])) {
      const rows = await this.queries.eachTable<ColumnsRow>(columnsQuery, page, signal);
      for (const stretch of stretches(rows, (row) => row.columns.length)) {
        for (const tableRow of stretch) this.tableColumns(tableRow);
        await yieldToEventLoop();
      }
    }
  }

  private targetOf(key: DeclaredForeignKey, names: ReadonlyMap<string, string>): Target {
    const name = names.get(foldName(key.targetTable));
    return name === undefined ? 'missing' : (this.targets.get(name) ?? 'unreadable');
  }
}

function* pages(tables: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < tables.length; start += tablesPerPage) yield tables.slice(start, start + tablesPerPage);
}

/** Cuts the rows of a page so that no cut holds much more than `charactersPerStretch`; most pages stay whole. */
function* stretches<Row>(
  rows: readonly TableRow<Row>[],
  characters: (row: Row) => number,
): Generator<readonly TableRow<Row>[]> {
  let stretch: TableRow<Row>[] = [];
  let total = 0;
  for (const tableRow of rows) {
    stretch.push(tableRow);
    total += 'row' in tableRow ? characters(tableRow.row) : 0;
    if (total < charactersPerStretch) continue;
    yield stretch;
    stretch = [];
    total = 0;
  }
  if (stretch.length > 0) yield stretch;
}

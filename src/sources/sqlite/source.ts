import { yieldToEventLoop } from '../../base/clock';
import { throwIfCancelled } from '../../base/errors';
import type { Source, SourceTable, SourceTableKind, TableColumns, TableForeignKeys } from '../source';
import { columnsQuery, keyIndexesQuery, unpackColumns } from './columns';
import { vanishedTable } from './errors';
import {
  foldName,
  foreignKeysQuery,
  isResolved,
  resolveForeignKey,
  targetTable,
  unpackForeignKeys,
  type DeclaredForeignKey,
  type Target,
  type TargetTable,
} from './foreignKeys';
import { readPages } from './pages';
import type { SqliteQueries, TableJson } from './queries';
import { rememberDataFormats } from './types';

/** The user's tables and views, packed by 5,000; no shadow tables of virtual tables, nothing of SQLite's own. */
const tablesQuery = `
  SELECT json_group_array(json_array(name, type) ORDER BY position) AS json
  FROM (
    SELECT name, type, row_number() OVER (ORDER BY name) - 1 AS position
    FROM pragma_table_list
    WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  )
  GROUP BY position / 5000
  ORDER BY position / 5000`;

/** A SQLite database, read through the table-valued forms of its pragmas. */
export class SqliteSource implements Source {
  /** The tables as they were last listed, by folded name. */
  private names: ReadonlyMap<string, string> | undefined;
  /** What foreign keys can point at, by the table's name; filled by every reading of columns. */
  private readonly targets = new Map<string, TargetTable>();
  private readonly dataFormatOf = rememberDataFormats();

  constructor(private readonly queries: SqliteQueries) {}

  async listTables(signal: AbortSignal): Promise<readonly SourceTable[]> {
    const tables: SourceTable[] = [];
    for (const json of await this.queries.all(tablesQuery, signal)) {
      for (const [name, kind] of JSON.parse(json) as [string, SourceTableKind][]) {
        tables.push({ name, kind, description: '' });
      }
      await yieldToEventLoop();
    }
    throwIfCancelled(signal);
    this.names = new Map(tables.map(({ name }) => [foldName(name), name]));
    return tables.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async *readColumns(tables: readonly string[], signal: AbortSignal): AsyncGenerator<readonly TableColumns[]> {
    const keyIndexed = await this.readKeyIndexed(signal);
    for await (const stretch of readPages(this.queries, columnsQuery, tables, signal)) {
      yield stretch.map((one) => this.tableColumns(one, keyIndexed));
    }
  }

  async *readForeignKeys(tables: readonly string[], signal: AbortSignal): AsyncGenerator<readonly TableForeignKeys[]> {
    if (!this.names) await this.listTables(signal);
    for await (const stretch of readPages(this.queries, foreignKeysQuery, tables, signal)) {
      const declared = stretch.map((one) => ('json' in one ? unpackForeignKeys(one.json) : []));
      await this.readTargets(declared.flat(), signal);
      yield stretch.map((one, index) => this.tableForeignKeys(one, declared[index] ?? []));
    }
  }

  close(): Promise<void> {
    return this.queries.close();
  }

  private async readKeyIndexed(signal: AbortSignal): Promise<ReadonlySet<string>> {
    const packed = await this.queries.all(keyIndexesQuery, signal);
    return new Set(packed.flatMap((json) => JSON.parse(json) as string[]));
  }

  private tableColumns(one: TableJson, keyIndexed: ReadonlySet<string>): TableColumns {
    if ('error' in one) return one;
    const { table } = one;
    const columns = unpackColumns(one.json, keyIndexed.has(table), this.dataFormatOf);
    if (columns.length === 0) return { table, error: vanishedTable(table) };
    this.targets.set(table, targetTable(table, columns));
    return { table, columns };
  }

  private tableForeignKeys(one: TableJson, declared: readonly DeclaredForeignKey[]): TableForeignKeys {
    if ('error' in one) return one;
    const { table } = one;
    if (this.nameOf(table) === undefined) return { table, error: vanishedTable(table) };
    const keys = declared.map((key) => resolveForeignKey(key, this.targetOf(key)));
    return {
      table,
      foreignKeys: keys.filter(isResolved),
      unresolved: keys.flatMap((key) => (isResolved(key) ? [] : [key])),
    };
  }

  /** Reads the targets whose columns have not been read yet. */
  private async readTargets(keys: readonly DeclaredForeignKey[], signal: AbortSignal): Promise<void> {
    const unread = new Set<string>();
    for (const key of keys) {
      const name = this.nameOf(key.targetTable);
      if (name !== undefined && !this.targets.has(name)) unread.add(name);
    }
    for await (const stretch of readPages(this.queries, columnsQuery, [...unread], signal)) {
      for (const { table, ...read } of stretch) {
        if (!('json' in read)) continue;
        this.targets.set(table, targetTable(table, unpackColumns(read.json, false, this.dataFormatOf)));
      }
    }
  }

  private targetOf(key: DeclaredForeignKey): Target {
    const name = this.nameOf(key.targetTable);
    return name === undefined ? 'missing' : (this.targets.get(name) ?? 'unreadable');
  }

  private nameOf(table: string): string | undefined {
    return this.names?.get(foldName(table));
  }
}

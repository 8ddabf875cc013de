import { createHash } from 'node:crypto';
import { yieldToEventLoop } from '../../base/clock';
import { throwIfCancelled } from '../../base/errors';
import { vanishedTable } from '../errors';
import type {
  RowLimits,
  Source,
  SourceForeignKey,
  SourceRow,
  SourceTable,
  SourceTableKind,
  TableColumns,
  TableForeignKeys,
  UnresolvedForeignKey,
} from '../source';
import { columnsQuery, keyIndexesQuery, unpackColumns } from './columns';
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
import { largestPage, readPages } from './pages';
import type { SqliteQueries, TableJson } from './queries';
import { rowsQuery } from './rows';
import { rememberDataFormats } from './types';

/** The user's tables and views, packed by 2,000; no shadow tables of virtual tables, nothing of SQLite's own. */
const tablesQuery = `
  SELECT json_group_array(json_array(name, type) ORDER BY position) AS text
  FROM (
    SELECT name, type, row_number() OVER (ORDER BY name) - 1 AS position
    FROM pragma_table_list
    WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  )
  GROUP BY position / 2000
  ORDER BY position / 2000`;

/**
 * The definitions of all tables and views, in texts of up to 2,000; joined to the tables they would take three times as
 * long.
 */
const definitionsQuery = `
  WITH RECURSIVE page (first) AS (
    SELECT 1 UNION ALL SELECT first + 2000 FROM page WHERE first + 2000 <= (SELECT max(rowid) FROM sqlite_schema)
  )
  SELECT coalesce((
    SELECT group_concat(sql, char(0)) FROM sqlite_schema
    WHERE rowid BETWEEN first AND first + 1999 AND type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  ), '') AS text
  FROM page`;

type PackedTable = readonly [name: string, kind: SourceTableKind];

/** Part of every fingerprint: raised whenever this folder tells something else of the same definition. */
const readerVersion = 1;

/**
 * What a table's columns and keys depend on: any definition of the schema, since a view takes its columns from others,
 * and a foreign key its target. A virtual table's columns are its module's to say, at any time.
 */
function fingerprintOf(kind: SourceTableKind, schema: string): string {
  return kind === 'virtual' ? '' : schema;
}

/** A SQLite database, read through the table-valued forms of its pragmas. */
export class SqliteSource implements Source {
  /** The tables as they were last listed, by folded name. */
  private names: ReadonlyMap<string, string> | undefined;
  /** What foreign keys can point at, by the table's name; filled by every reading of columns. */
  private readonly targets = new Map<string, TargetTable>();
  private readonly dataFormatOf = rememberDataFormats();

  constructor(private readonly queries: SqliteQueries) {}

  async listTables(signal: AbortSignal): Promise<readonly SourceTable[]> {
    const found: PackedTable[] = [];
    for (const json of await this.queries.all(tablesQuery, signal)) {
      found.push(...(JSON.parse(json) as PackedTable[]));
      await yieldToEventLoop();
    }
    this.names = new Map(found.map(([name]) => [foldName(name), name]));
    const schema = await this.hashSchema(signal);
    return found
      .map(([name, kind]) => ({ name, kind, description: '', fingerprint: fingerprintOf(kind, schema) }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async *readColumns(tables: readonly string[], signal: AbortSignal): AsyncGenerator<readonly TableColumns[]> {
    if (tables.length === 0) return;
    const keyIndexed = await this.readKeyIndexed(signal);
    for await (const stretch of readPages(this.queries, columnsQuery, tables, signal)) {
      yield stretch.map((one) => this.tableColumns(one, keyIndexed));
    }
  }

  async *readForeignKeys(tables: readonly string[], signal: AbortSignal): AsyncGenerator<readonly TableForeignKeys[]> {
    if (!this.names) await this.listTables(signal);
    for await (const stretch of readPages(this.queries, foreignKeysQuery, tables, signal, largestPage)) {
      const declared = stretch.map((one) => ('json' in one ? unpackForeignKeys(one.json) : []));
      await this.readTargets(declared.flat(), signal);
      yield stretch.map((one, index) => this.tableForeignKeys(one, declared[index] ?? []));
    }
  }

  async readRows(
    table: string,
    columns: readonly string[],
    limits: RowLimits,
    signal: AbortSignal,
  ): Promise<readonly SourceRow[]> {
    const packed = await this.queries.ofTable(table, rowsQuery(table, columns, limits), [], signal);
    return packed.map((json) => JSON.parse(json) as SourceRow);
  }

  async readViewDefinition(table: string, signal: AbortSignal): Promise<string | null> {
    const sql = "SELECT sql AS text FROM sqlite_schema WHERE type = 'view' AND name = $1";
    const [definition] = await this.queries.ofTable(table, sql, [table], signal);
    return definition ?? null;
  }

  close(): Promise<void> {
    return this.queries.close();
  }

  private async hashSchema(signal: AbortSignal): Promise<string> {
    const hash = createHash('sha1').update(`${readerVersion}`);
    for (const definitions of await this.queries.all(definitionsQuery, signal)) {
      hash.update(definitions);
      await yieldToEventLoop();
    }
    throwIfCancelled(signal);
    return hash.digest('base64');
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
    const foreignKeys: SourceForeignKey[] = [];
    const unresolved: UnresolvedForeignKey[] = [];
    for (const declaredKey of declared) {
      const key = resolveForeignKey(declaredKey, this.targetOf(declaredKey));
      if (isResolved(key)) foreignKeys.push(key);
      else unresolved.push(key);
    }
    return { table, foreignKeys, unresolved };
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

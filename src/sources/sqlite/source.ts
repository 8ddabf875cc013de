import { yieldToEventLoop } from '../../base/clock';
import { throwIfCancelled } from '../../base/errors';
import { vanishedTable } from '../errors';
import type {
  RowLimits,
  Source,
  SourceForeignKey,
  SourceRow,
  SourceTable,
  TableColumns,
  TableForeignKeys,
  UnresolvedForeignKey,
} from '../source';
import { columnsQuery, keyIndexesQuery, unpackColumns } from './columns';
import {
  foreignKeysQuery,
  isResolved,
  resolveForeignKey,
  targetTable,
  unpackForeignKeys,
  type DeclaredForeignKey,
  type Target,
  type TargetTable,
} from './foreignKeys';
import { foldName } from './names';
import { largestPage, readPages } from './pages';
import type { SqliteQueries, TableJson } from './queries';
import { rowsQuery } from './rows';
import {
  createSchemaHash,
  definitionsQuery,
  fingerprintOf,
  tablesQuery,
  unpackTables,
  viewDefinitionQuery,
  withoutShadowTables,
  type ListedTable,
} from './tables';
import { rememberDataFormats } from './types';

/** A SQLite database, read through the table-valued forms of its pragmas. */
export class SqliteSource implements Source {
  /** The names of the tables that were last listed, by folded name. */
  private names: ReadonlyMap<string, string> | undefined;
  /** The tables that foreign keys can point at, by name; every reading of columns adds to it. */
  private readonly targets = new Map<string, TargetTable>();
  private readonly dataFormatOf = rememberDataFormats();

  constructor(private readonly queries: SqliteQueries) {}

  async listTables(signal: AbortSignal): Promise<readonly SourceTable[]> {
    const all: ListedTable[] = [];
    for (const json of await this.queries.all(tablesQuery, signal)) {
      all.push(...unpackTables(json));
      await yieldToEventLoop();
    }
    const listed = withoutShadowTables(all);
    this.names = new Map(listed.map(({ name }) => [foldName(name), name]));
    const schemaHash = await this.hashSchema(signal);
    return listed
      .map(({ name, kind }) => ({ name, kind, description: '', fingerprint: fingerprintOf(kind, schemaHash) }))
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
    const [definition] = await this.queries.ofTable(table, viewDefinitionQuery, [table], signal);
    return definition ?? null;
  }

  close(): Promise<void> {
    return this.queries.close();
  }

  private async hashSchema(signal: AbortSignal): Promise<string> {
    const hash = createSchemaHash();
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

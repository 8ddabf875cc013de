import { yieldToEventLoop } from '../../base/clock';
import { throwIfCancelled } from '../../base/errors';
import { sampleWithheld } from '../errors';
import type { TimeLimits } from '../server/timeLimits';
import type { RowLimits, Source, SourceRow, SourceTable, TableColumns, TableForeignKeys } from '../source';
import { inAskedOrder } from './askedOrder';
import { columnNamesQuery, columnsByTable, columnsQuery, PrimaryKeys, primaryKeysQuery } from './columns';
import type { Query, Row } from './connection';
import { brokenTable, vanishedTable } from './errors';
import { readDeclaredKeys, type DeclaredKey } from './foreignKeys';
import { resolveForeignKeys, type Targets } from './keyTargets';
import type { MysqlQueries, Purpose } from './queries';
import { reachesServer } from './rights';
import { columnTypesQuery, hazardOf, rowsQuery, tableTypeQuery } from './rows';
import type { ServerInfo } from './serverInfo';
import { listedTable, TableNames, tablesQuery, viewDefinitionQuery } from './tables';
import type { TypeOf } from './types';

/** How many tables' foreign keys are given at once. */
const tablesPerBatch = 500;

/** Who reads, and what they allow. */
export interface Login {
  readonly user: string;
  /** As in `SourceSettings`. */
  readonly sampleViews: boolean;
}

/** A database of MySQL or MariaDB, read through its information_schema, with a few queries for any number of tables. */
export class MysqlSource implements Source {
  /** The tables of the last listing. */
  private names: TableNames | undefined;
  /** The names of the columns that foreign keys can point at, by table, as they were last read. */
  private readonly columnNames = new Map<string, readonly string[]>();
  private isPowerful: boolean | undefined;

  constructor(
    private readonly queries: MysqlQueries,
    private readonly server: ServerInfo,
    private readonly database: string,
    private readonly limits: TimeLimits,
    private readonly typeOf: TypeOf,
    private readonly login: Login,
  ) {}

  async listTables(signal: AbortSignal): Promise<readonly SourceTable[]> {
    const rows = await this.queries.all(tablesQuery(this.database), this.catalog, signal);
    const listed = rows.map(listedTable);
    this.names = new TableNames(listed, this.server.isCaseSensitive);
    return listed.map(({ table }) => table).sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async *readColumns(tables: readonly string[], signal: AbortSignal): AsyncGenerator<readonly TableColumns[]> {
    if (tables.length === 0) return;
    const names = await this.listedNames(signal);
    const keys = new PrimaryKeys();
    for await (const rows of this.read(primaryKeysQuery(this.database), signal)) keys.add(rows);
    const { server, typeOf } = this;
    const read = columnsByTable(this.read(columnsQuery(this.database), signal), { server, keys, typeOf });
    const missing = (table: string): TableColumns => ({ table, error: unreadable(table, names) });
    for await (const batch of inAskedOrder(tables, read, missing)) {
      for (const one of batch) {
        if ('columns' in one)
          this.columnNames.set(
            one.table,
            one.columns.map(({ name }) => name),
          );
      }
      yield batch;
      throwIfCancelled(signal);
    }
  }

  async *readForeignKeys(tables: readonly string[], signal: AbortSignal): AsyncGenerator<readonly TableForeignKeys[]> {
    if (tables.length === 0) return;
    const names = await this.listedNames(signal);
    const declared = await readDeclaredKeys(this.queries, this.server, this.database, this.catalog, signal);
    await this.readTargets(
      tables.flatMap((table) => declared.get(table) ?? []),
      names,
      signal,
    );
    const targets: Targets = {
      isOwnDatabase: (name) => names.isSame(name, this.database),
      tableNamed: (name) => names.find(name),
      columnsOf: (table) => this.columnNames.get(table) ?? [],
    };
    for (let start = 0; start < tables.length; start += tablesPerBatch) {
      throwIfCancelled(signal);
      yield tables
        .slice(start, start + tablesPerBatch)
        .map((table) =>
          names.has(table)
            ? resolveForeignKeys(table, declared.get(table) ?? [], targets)
            : { table, error: vanishedTable(table) },
        );
      await yieldToEventLoop();
    }
  }

  async readRows(
    table: string,
    columns: readonly string[],
    limits: RowLimits,
    signal: AbortSignal,
  ): Promise<readonly SourceRow[]> {
    const { database, server } = this;
    const purpose = { thing: `"${table}"`, limit: 'rows' } as const;
    const types = await this.queries.all(columnTypesQuery(database, table), purpose, signal);
    const dataTypes = new Map(types.map(([name, type]) => [String(name), String(type)]));
    const [type] = await this.queries.all(tableTypeQuery(database, table), purpose, signal);
    const hazard = hazardOf(type);
    if (hazard !== undefined && !this.login.sampleViews && (await this.reachesServer(purpose, signal)))
      throw type ? sampleWithheld(table, hazard, this.login.user) : vanishedTable(table);
    const limit = { milliseconds: this.limits.rows, server, isTable: hazard === undefined };
    const query = rowsQuery({ database, table }, columns, dataTypes, limits, limit);
    return (await this.queries.all(query, purpose, signal)) as SourceRow[];
  }

  async readViewDefinition(table: string, signal: AbortSignal): Promise<string | null> {
    const [row] = await this.queries.all(viewDefinitionQuery(this.database, table), this.catalog, signal);
    // the definition is empty if the user may not see it
    return row?.[0] ? String(row[0]) : null;
  }

  close(): Promise<void> {
    return this.queries.close();
  }

  /** Whether this login has privileges beyond the data. */
  private async reachesServer(purpose: Purpose, signal: AbortSignal): Promise<boolean> {
    const showGrants = async (sql: string): Promise<string[]> =>
      (await this.queries.all({ sql }, purpose, signal)).map(([line]) => String(line));
    return (this.isPowerful ??= await reachesServer(showGrants, this.server.isMariaDb));
  }

  private get catalog(): Purpose {
    return { thing: `The catalog of "${this.database}"`, limit: 'catalog' };
  }

  private read(query: Query, signal: AbortSignal): AsyncGenerator<readonly Row[]> {
    return this.queries.batches(query, this.catalog, signal);
  }

  private async listedNames(signal: AbortSignal): Promise<TableNames> {
    if (!this.names) await this.listTables(signal);
    return this.names ?? new TableNames([], this.server.isCaseSensitive);
  }

  /** Reads the names of all columns, unless those of every target are known. */
  private async readTargets(keys: readonly DeclaredKey[], names: TableNames, signal: AbortSignal): Promise<void> {
    const isKnown = ({ targetDatabase, targetTable }: DeclaredKey): boolean => {
      const table = names.isSame(targetDatabase, this.database) ? names.find(targetTable) : undefined;
      return table === undefined || this.columnNames.has(table);
    };
    if (keys.every(isKnown)) return;
    const read = new Map<string, string[]>();
    for await (const rows of this.read(columnNamesQuery(this.database), signal)) {
      for (const [table, column] of rows as (readonly [string, string])[]) {
        const columns = read.get(table);
        if (columns) columns.push(column);
        else read.set(table, [column]);
      }
    }
    for (const [table, columns] of read) this.columnNames.set(table, columns);
  }
}

/** The error for a listed table that has no columns. */
function unreadable(table: string, names: TableNames): Error {
  const fault = names.faultOf(table);
  return fault === '' ? vanishedTable(table) : brokenTable(table, fault);
}

import { yieldToEventLoop } from '../../base/clock';
import { throwIfCancelled } from '../../base/errors';
import { sampleWithheld, vanishedTable } from '../errors';
import type { RowLimits, Source, SourceRow, SourceTable, TableColumns, TableForeignKeys } from '../source';
import { stretches } from '../stretches';
import { columnsQuery, unpackColumns } from './columns';
import type { RunQuery } from './connection';
import type { Destination } from './destination';
import { foreignKeysQuery, unpackForeignKeys } from './foreignKeys';
import { namesParameter } from './names';
import { OwnNames, shadowedNamesQuery } from './ownNames';
import type { PostgresQueries } from './queries';
import { hazards, lockQuery, rowsQuery, tableFactsQuery, unpackTableFacts, type TableFacts } from './rows';
import { tablesQuery, unpackTable } from './tables';
import { KnownTypes, typesQuery } from './types';

const viewDefinitionQuery = `
  SELECT pg_get_viewdef(oid)
  FROM pg_class
  WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND relname = $2 AND relkind IN ('v', 'm')`;

/** How many tables the server sends at once; with a dozen columns each, they take more than half a megabyte. */
const tablesAtATime = 500;

/** The JSON of one table; null where there is no such table. */
interface TableJson {
  readonly table: string;
  readonly json: string | null;
}

/** One schema of a PostgreSQL database, read from pg_catalog. */
export class PostgresSource implements Source {
  private readonly unknownTypes = new Set<string>();

  constructor(
    private readonly queries: PostgresQueries,
    private readonly destination: Destination,
    private readonly onNotice: (notice: string) => void,
  ) {}

  async listTables(signal: AbortSignal): Promise<readonly SourceTable[]> {
    const rows = await this.queries.run({ sql: tablesQuery, values: [this.destination.schema] }, signal);
    return rows.map(unpackTable).sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async *readColumns(tables: readonly string[], signal: AbortSignal): AsyncGenerator<readonly TableColumns[]> {
    const types = new KnownTypes(await this.queries.run({ sql: typesQuery }, signal), this.noteUnknownType);
    const ownNames = await this.readOwnNames(signal);
    for await (const stretch of this.readTables(columnsQuery, tables, signal)) {
      yield stretch.map(({ table, json }) =>
        json === null
          ? { table, error: vanishedTable(table) }
          : { table, columns: unpackColumns(json, types, ownNames) },
      );
    }
  }

  async *readForeignKeys(tables: readonly string[], signal: AbortSignal): AsyncGenerator<readonly TableForeignKeys[]> {
    const { schema } = this.destination;
    for await (const stretch of this.readTables(foreignKeysQuery, tables, signal)) {
      yield stretch.map(({ table, json }) =>
        json === null ? { table, error: vanishedTable(table) } : { table, ...unpackForeignKeys(json, schema) },
      );
    }
  }

  async readRows(
    table: string,
    columns: readonly string[],
    limits: RowLimits,
    signal: AbortSignal,
  ): Promise<readonly SourceRow[]> {
    const purpose = { table, timeout: this.destination.limits.rows };
    const read = await this.queries.inTransaction(
      (run) => this.readIfSafe(run, table, columns, limits),
      purpose,
      signal,
    );
    if ('error' in read) throw read.error;
    return read.rows;
  }

  async readViewDefinition(table: string, signal: AbortSignal): Promise<string | null> {
    const query = { sql: viewDefinitionQuery, values: [this.destination.schema, table], table };
    const [found] = await this.queries.run(query, signal);
    const definition = found?.[0] ?? null;
    return definition && (await this.readOwnNames(signal)).shorten(definition);
  }

  close(): Promise<void> {
    return this.queries.close();
  }

  /** In one transaction, so that the table is still what was checked when its rows are read. */
  private async readIfSafe(
    run: RunQuery,
    table: string,
    columns: readonly string[],
    limits: RowLimits,
  ): Promise<{ readonly rows: readonly SourceRow[] } | { readonly error: Error }> {
    const { schema, sampleViews, user } = this.destination;
    const before = await this.readTableFacts(run, table);
    const isAtRisk = before.exists && before.reachesServer && !sampleViews;
    if (isAtRisk && before.canBeLocked && before.hazard === null) await run({ sql: lockQuery(schema, table) });
    const facts = isAtRisk ? await this.readTableFacts(run, table) : before;
    if (!facts.exists) return { error: vanishedTable(table) };
    if (isAtRisk && facts.hazard !== null) return { error: sampleWithheld(table, hazards[facts.hazard], user) };
    return { rows: await run({ sql: rowsQuery(schema, table, columns, facts.shownColumns, limits) }) };
  }

  private async readTableFacts(run: RunQuery, table: string): Promise<TableFacts> {
    const values = [this.destination.schema, namesParameter([table])];
    const [row] = await run({ sql: tableFactsQuery, values });
    return unpackTableFacts(row ?? []);
  }

  /** Runs one query over all tables, and gives the rows in parts, with a turn of the event loop after each. */
  private async *readTables(
    sql: string,
    tables: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<readonly TableJson[]> {
    const values = [this.destination.schema, namesParameter(tables)];
    const rows = await this.queries.run({ sql, values, rowsAtATime: tablesAtATime }, signal);
    const packed = rows.map(([json], index): TableJson => ({ table: tables[index] ?? '', json: json ?? null }));
    for (const stretch of stretches(packed, ({ json }) => json?.length ?? 0)) {
      throwIfCancelled(signal);
      yield stretch;
      await yieldToEventLoop();
    }
  }

  private async readOwnNames(signal: AbortSignal): Promise<OwnNames> {
    const { schema } = this.destination;
    const [row] = await this.queries.run({ sql: shadowedNamesQuery, values: [schema] }, signal);
    return new OwnNames(schema, new Set(JSON.parse(row?.[0] ?? '[]') as string[]));
  }

  private readonly noteUnknownType = (name: string): void => {
    if (this.unknownTypes.has(name)) return;
    this.unknownTypes.add(name);
    this.onNotice(`The type "${name}" is not one of PostgreSQL's own: its columns are described as VARCHAR.`);
  };
}

import { yieldToEventLoop, type Clock } from '../../base/clock';
import { hasCode, messageOf, throwIfCancelled } from '../../base/errors';
import type { Catalog } from '../../catalog/catalog';
import type { NamedElement, TableDescription } from '../../model/comments';
import type { SqlDb } from '../../model/databases';
import type { CommentRequest, DescribedTable, SampleRows } from '../../comments/comment';
import { looksPersonal } from '../../comments/personalData';
import type { Logger } from '../../logging/logger';
import { sourceEngine } from '../../sources/engines';
import type { Source, SourceRow } from '../../sources/source';
import type { CommentOptions } from '../task';

/** One planned call: describes a table, or some of its columns. */
export interface CommentCall {
  readonly table: NamedElement;
  /** Absent if the table itself is described. */
  readonly columns?: readonly NamedElement[];
}

/** A call and its request; null if the table has disappeared from the catalog meanwhile. */
export interface PreparedCall {
  readonly call: CommentCall;
  readonly request: CommentRequest | null;
}

/** The parts of a run that preparing calls needs. */
export interface RequestContext {
  readonly sqlDb: SqlDb;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Removes the secrets from a text, since a model may run on another machine. */
  readonly redact: (text: string) => string;
  readonly signal: AbortSignal;
}

/** What is known of a table before its sample is read. */
type KnownTable = Omit<DescribedTable, 'sample'> & NamedElement;

/** How many tables are read from the catalog at a time. */
const tablesAtOnce = 10;
/** The largest length of a sample's cell, in characters, for tables and for columns. */
const cellLengths = { table: 1_000, columns: 500 } as const;
/** The largest number of rows that are read for a sample, and of characters in all. */
const rowsRead = 1_000;
const charactersRead = 2_000_000;
/** The time limit for reading a sample, in milliseconds; a view may run for ever. */
const sampleTimeout = 20_000;

/** Makes the requests of calls, from the catalog and from those rows of the source that may be used. */
export class CommentRequests {
  /** The tables whose rows are not read, with the reason in the log. */
  private readonly withheld = new Set<string>();

  constructor(
    private readonly context: RequestContext,
    private readonly source: Source,
    private readonly options: CommentOptions,
  ) {}

  /** The requests of the calls, in order. Each is made when the caller asks for it. */
  async *of(plan: readonly CommentCall[]): AsyncGenerator<PreparedCall> {
    const { catalog, sqlDb, signal } = this.context;
    let read = new Map<number, TableDescription>();
    let known: KnownTable | undefined;
    for (const [index, call] of plan.entries()) {
      throwIfCancelled(signal);
      if (!read.has(call.table.id)) {
        const ids = [...new Set(plan.slice(index, index + tablesAtOnce).map(({ table }) => table.id))];
        read = new Map((await catalog.comments.describe(sqlDb.id, ids)).map((table) => [table.id, table]));
      }
      const table = read.get(call.table.id);
      // once for all the calls of a table, which may be hundreds
      if (table && table.id !== known?.id) known = await this.know(table);
      yield { call, request: table && known ? await this.request(call, known) : null };
    }
  }

  private async know(table: TableDescription): Promise<KnownTable> {
    const { redact } = this.context;
    return {
      ...table,
      columns: table.columns.map((column) => ({
        ...column,
        defaultValue: column.defaultValue && redact(column.defaultValue),
      })),
      viewDefinition: table.kind.toLowerCase().endsWith('view') ? await this.viewDefinition(table.name) : null,
    };
  }

  private async request(call: CommentCall, table: KnownTable): Promise<CommentRequest> {
    const { sqlDb } = this.context;
    return {
      subject: call.columns ? 'columns' : 'table',
      language: sqlDb.language ?? 'en',
      database: { name: sqlDb.name, engine: sourceEngine(sqlDb.dbType).label },
      table: { ...table, sample: await this.sample(call, table) },
      items: call.columns?.map(({ name }) => name) ?? [table.name],
      sampleRows: this.options.sampleRows,
    };
  }

  private async viewDefinition(view: string): Promise<string | null> {
    try {
      const definition = await this.source.readViewDefinition(view, this.context.signal);
      return definition && this.context.redact(definition);
    } catch (error) {
      throwIfCancelled(this.context.signal);
      this.context.logger.warning(`The definition of ${view} is not used: ${messageOf(error)}`);
      return null;
    }
  }

  private async sample({ columns: asked }: CommentCall, table: KnownTable): Promise<SampleRows> {
    const { generator, sampleRows } = this.options;
    const columns = this.usableColumns(table, asked);
    const noRows = { columns: [], rows: [] };
    if (columns.length === 0 || this.withheld.has(table.name)) return noRows;
    if (generator.usesModel && sampleRows === 0) return noRows;
    const characters = cellLengths[asked ? 'columns' : 'table'];
    const fitting = Math.floor(charactersRead / (columns.length * characters));
    const rows = Math.min(rowsRead, Math.max(fitting, sampleRows));
    const deadline = new AbortController();
    const timer = this.context.clock.after(sampleTimeout, () => deadline.abort());
    try {
      const signal = AbortSignal.any([this.context.signal, deadline.signal]);
      const read = await this.source.readRows(table.name, columns, { rows, characters }, signal);
      return { columns, rows: await redactRows(read, this.context.redact) };
    } catch (error) {
      throwIfCancelled(this.context.signal);
      if (hasCode(error, 'SOURCE_SAMPLE_WITHHELD')) this.withheld.add(table.name);
      const reason = deadline.signal.aborted ? 'reading it took too long' : messageOf(error);
      this.context.logger.warning(`No rows of ${table.name} are used: ${reason}`);
      return noRows;
    } finally {
      timer.dispose();
    }
  }

  /** The columns whose values may be used; logs which may not. */
  private usableColumns({ name, columns }: KnownTable, asked: readonly NamedElement[] | undefined): readonly string[] {
    const askedNames = asked && new Set(asked.map(({ name: column }) => column));
    const names = columns.map((column) => column.name).filter((column) => !askedNames || askedNames.has(column));
    if (this.options.personalValues) return names;
    const personal = names.filter(looksPersonal);
    if (personal.length > 0)
      this.context.logger.info(`Values left out, since they look personal: ${name}: ${personal.join(', ')}`);
    return names.filter((column) => !personal.includes(column));
  }
}

/** How many characters are redacted before a turn of the event loop. */
const redactedAtOnce = 100_000;
/** A shorter cell cannot hold a secret that is distinguishable from other text. */
const minSecretLength = 4;

async function redactRows(rows: readonly SourceRow[], redact: (text: string) => string): Promise<readonly SourceRow[]> {
  const clean: SourceRow[] = [];
  let characters = 0;
  for (const row of rows) {
    clean.push(row.map((cell) => (cell === null || cell.length < minSecretLength ? cell : redact(cell))));
    characters += row.reduce((sum, cell) => sum + (cell?.length ?? 0), 0);
    if (characters < redactedAtOnce) continue;
    characters = 0;
    await yieldToEventLoop();
  }
  return clean;
}

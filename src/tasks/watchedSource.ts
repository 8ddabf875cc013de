import type { RowLimits, Source, SourceRow, SourceTable, TableColumns, TableForeignKeys } from '../sources/source';
import type { Waiting } from './waiting';

/** The source of a run: the same, but it is known when it is waited for. */
export class WatchedSource implements Source {
  constructor(
    private readonly source: Source,
    private readonly waiting: Waiting,
  ) {}

  listTables(signal: AbortSignal): Promise<readonly SourceTable[]> {
    return this.waiting.during('source', this.source.listTables(signal));
  }

  readColumns(tables: readonly string[], signal: AbortSignal): AsyncIterable<readonly TableColumns[]> {
    return this.watched(this.source.readColumns(tables, signal));
  }

  readForeignKeys(tables: readonly string[], signal: AbortSignal): AsyncIterable<readonly TableForeignKeys[]> {
    return this.watched(this.source.readForeignKeys(tables, signal));
  }

  readRows(
    table: string,
    columns: readonly string[],
    limits: RowLimits,
    signal: AbortSignal,
  ): Promise<readonly SourceRow[]> {
    return this.waiting.during('source', this.source.readRows(table, columns, limits, signal));
  }

  readViewDefinition(table: string, signal: AbortSignal): Promise<string | null> {
    return this.waiting.during('source', this.source.readViewDefinition(table, signal));
  }

  close(): Promise<void> {
    return this.waiting.during('source', this.source.close());
  }

  private async *watched<T>(values: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    const iterator = values[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.waiting.during('source', iterator.next());
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
}

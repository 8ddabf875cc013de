import type { Source } from './source';

/**
 * The same source, each of whose readings passes through a function: one that watches them, say, or explains their errors.
 * @param during gets what each reading promises, and for a reading in batches what each batch does
 * @param close closes the source, and what came with it
 */
export function wrapSource(
  source: Source,
  during: <T>(reading: Promise<T>) => Promise<T>,
  close: () => Promise<void>,
): Source {
  async function* batches<T>(values: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    const iterator = values[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await during(iterator.next());
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return {
    listTables: (signal) => during(source.listTables(signal)),
    readColumns: (tables, signal) => batches(source.readColumns(tables, signal)),
    readForeignKeys: (tables, signal) => batches(source.readForeignKeys(tables, signal)),
    readRows: (table, columns, limits, signal) => during(source.readRows(table, columns, limits, signal)),
    readViewDefinition: (table, signal) => during(source.readViewDefinition(table, signal)),
    close,
  };
}

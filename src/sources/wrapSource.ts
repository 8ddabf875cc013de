import type { Source } from './source';

/**
 * The same source, with every reading passed through a function, such as one that watches it or changes its errors.
 * @param during gets the promise of each reading; of a reading in batches, that of each batch
 * @param close closes the source and everything that belongs to it
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

/**
 * The same values, with the next one asked for while the last one is worked on: a source is read while the catalog is
 * written. Stopping early stops the reading.
 */
export async function* readAhead<T>(values: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const iterator = values[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = iterator.next();
      // its error belongs to whoever asks for the next value; nobody may ask
      next.catch(() => undefined);
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}

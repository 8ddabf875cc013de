/**
 * The same values, with the next ones asked for while the last one is worked on: a source is read while the catalog is
 * written. Stopping early stops the reading.
 * @param count how many values may wait; they are still made one after the other
 */
export async function* readAhead<T>(values: AsyncIterable<T>, count = 1): AsyncGenerator<T, void, undefined> {
  const iterator = values[Symbol.asyncIterator]();
  const waiting: Promise<IteratorResult<T>>[] = [];
  const ask = (): void => {
    const next = iterator.next();
    // its error belongs to whoever asks for the next value; nobody may ask
    next.catch(() => undefined);
    waiting.push(next);
  };
  try {
    for (;;) {
      if (waiting.length === 0) ask();
      const { done, value } = await (waiting.shift() as Promise<IteratorResult<T>>);
      if (done) return;
      while (waiting.length < count) ask();
      yield value as T;
    }
  } finally {
    await iterator.return?.();
  }
}

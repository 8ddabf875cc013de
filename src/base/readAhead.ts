/**
 * The same values, with the next ones asked for while the last one is worked on: a source is read while the catalog is
 * written. Stopping early stops the reading.
 */
export class ReadAhead<T> implements AsyncIterable<T> {
  private readonly iterator: AsyncIterator<T>;
  private readonly waiting: Promise<IteratorResult<T>>[] = [];

  /** @param count how many values may wait; they are still made one after the other */
  constructor(
    values: AsyncIterable<T>,
    private readonly count = 1,
  ) {
    this.iterator = values[Symbol.asyncIterator]();
  }

  /** Asks for the first values, before anybody takes them. */
  begin(): void {
    while (this.waiting.length < this.count) this.ask();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        if (this.waiting.length === 0) this.ask();
        const { done, value } = await (this.waiting.shift() as Promise<IteratorResult<T>>);
        if (done) return;
        this.begin();
        yield value as T;
      }
    } finally {
      await this.close();
    }
  }

  /** Stops the reading, taken or not. */
  async close(): Promise<void> {
    await this.iterator.return?.();
  }

  private ask(): void {
    const next = this.iterator.next();
    // its error belongs to whoever asks for the next value; nobody may ask
    next.catch(() => undefined);
    this.waiting.push(next);
  }
}

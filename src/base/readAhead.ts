/**
 * The same values, but the next ones are requested while the caller works on one, so that a source is read while the
 * catalog is written. Leaving the loop early stops the reading.
 */
export class ReadAhead<T> implements AsyncIterable<T> {
  private readonly iterator: AsyncIterator<T>;
  private readonly waiting: Promise<IteratorResult<T>>[] = [];

  /** @param count how many values may be buffered; they are still requested one after the other */
  constructor(
    values: AsyncIterable<T>,
    private readonly count = 1,
  ) {
    this.iterator = values[Symbol.asyncIterator]();
  }

  /** Requests the first values before they are used. */
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

  /** Stops the reading, even before the first value. */
  async close(): Promise<void> {
    await this.iterator.return?.();
  }

  private ask(): void {
    const next = this.iterator.next();
    // the caller gets this error with the next value; without such a call it must not be unhandled
    next.catch(() => undefined);
    this.waiting.push(next);
  }
}

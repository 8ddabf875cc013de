/** How many characters of JSON one part has; unpacking them takes a few milliseconds. */
const charactersPerStretch = 300_000;

/** Splits the result of a query into parts, for a turn of the event loop after each. */
export function* stretches<T>(items: readonly T[], charactersOf: (item: T) => number): Generator<readonly T[]> {
  let stretch: T[] = [];
  let characters = 0;
  for (const item of items) {
    stretch.push(item);
    characters += charactersOf(item);
    if (characters < charactersPerStretch) continue;
    yield stretch;
    stretch = [];
    characters = 0;
  }
  if (stretch.length > 0) yield stretch;
}
